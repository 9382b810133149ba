const tickSeconds = 5
const windows = { OneMinuteRate: 60, FiveMinuteRate: 300, FifteenMinuteRate: 900 } as const

/** A counter's rates per second: exponentially moving averages of what came in each five seconds, as Kafka's meters have. */
export class MovingRates {
  readonly #read: () => number
  readonly #start: number
  #last = 0
  #rates: Readonly<Record<keyof typeof windows, number>> | undefined

  /** `now` in seconds, of a clock that never jumps. */
  constructor(read: () => number, now: number) {
    this.#read = read
    this.#start = now
  }

  /** To be called every five seconds. */
  tick(): void {
    const count = this.#read()
    const rate = (count - this.#last) / tickSeconds
    this.#last = count
    const before = this.#rates
    const next = (name: keyof typeof windows) => {
      const old = before?.[name]
      return old === undefined ? rate : old + (1 - Math.exp(-tickSeconds / windows[name])) * (rate - old)
    }
    this.#rates = {
      OneMinuteRate: next('OneMinuteRate'),
      FiveMinuteRate: next('FiveMinuteRate'),
      FifteenMinuteRate: next('FifteenMinuteRate'),
    }
  }

  /** The attributes of Kafka's meters. Rates have a fraction in Java's text, even 0.0. */
  attributes(eventType: string, now: number): Record<string, Attribute> {
    const count = this.#read()
    const elapsed = now - this.#start
    const rates = this.#rates ?? { OneMinuteRate: 0, FiveMinuteRate: 0, FifteenMinuteRate: 0 }
    return {
      Count: count,
      EventType: eventType,
      FifteenMinuteRate: { double: rates.FifteenMinuteRate },
      FiveMinuteRate: { double: rates.FiveMinuteRate },
      MeanRate: { double: elapsed > 0 ? count / elapsed : 0 },
      OneMinuteRate: { double: rates.OneMinuteRate },
      RateUnit: 'SECONDS',
    }
  }
}

/** A value of a bean: a text, a whole number, or one that Java keeps as a double. */
export type Attribute = string | number | { readonly double: number }

export const tickMs = tickSeconds * 1000
