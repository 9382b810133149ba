import { expect, test } from 'vitest'
import { average, maximum, occurrences, rate, type Stat, share, total } from '../../../src/client/metrics/stats.ts'

const sampling = { samples: 2, windowMs: 30_000 }

const recorded: [value: number, at: number][] = [
  [10, 0],
  [20, 10_000],
  [5, 29_999],
  [30, 31_000],
  [40, 65_000],
  [-7, 66_000],
]

/** What kafka-clients 3.7.0 makes of these: when measured, Rate, Rate of WindowedCount, Avg, Max. */
const measured: [at: number, rate: number, count: number, average: number, maximum: number][] = [
  [0, 0.3333333333333333, 0.03333333333333333, 10, 10],
  [5000, 0.2857142857142857, 0.02857142857142857, 10, 10],
  [10_000, 0.75, 0.05, 15, 20],
  [30_000, 1.1666666666666667, 0.1, 11.666666666666666, 20],
  [31_000, 2.096774193548387, 0.12903225806451613, 16.25, 30],
  [59_000, 1.1016949152542372, 0.06779661016949153, 16.25, 30],
  [65_000, 2.0588235294117645, 0.058823529411764705, 35, 40],
  [66_000, 1.8, 0.08571428571428572, 21, 40],
  [95_000, 1.1, 0.06666666666666667, 16.5, 40],
  [124_000, 0.559322033898305, 0.03389830508474576, 16.5, 40],
  [130_000, 0, 0, Number.NaN, Number.NaN],
]

function measure(stat: Stat, at: number): number {
  for (const [value, time] of recorded) if (time <= at) stat.record(value, time, 1)
  return stat.measure(at)
}

test.each(measured)('windowed figures at %i ms are those of Java', (at, perSecond, count, mean, most) => {
  const stats = [rate(sampling), occurrences(rate(sampling)), average(sampling), maximum(sampling)]
  const shown = (figures: readonly number[]) => figures.map((figure) => figure.toFixed(9))
  expect(shown(stats.map((stat) => measure(stat, at)))).toEqual(shown([perSecond, count, mean, most]))
})

test('a total forgets nothing', () => {
  expect(measure(total(), 130_000)).toBe(98)
  expect(measure(occurrences(total()), 130_000)).toBe(6)
})

test('a share is that of nanoseconds in the time that passed', () => {
  const busy = share(sampling)
  busy.record(15e9, 0, 1)
  expect(busy.measure(0)).toBe(0.5)
})

test('several events at once count as such', () => {
  const mean = average(sampling)
  mean.record(12, 0, 4)
  expect(mean.measure(0)).toBe(3)
})
