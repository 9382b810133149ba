import { javaDouble } from '../../base/java-double.ts'
import { jsonText, OtherNumber } from '../json/value.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ResultType } from '../kit/schema/schema.ts'

/** Tells of an event, as one line of JSON with the time before its name. */
export function printEvent<T extends { readonly timestamp: number | bigint }>(
  { clock, report }: CommandContext,
  type: ResultType<T>,
  members: (timestamp: number) => NoInfer<T>,
): void {
  const event = members(clock.now())
  report.results(type, [event], () => `${eventText(type.kind.replaceAll('-', '_'), event)}\n`)
}

/** Kafka's tools leave out an error that is none. */
function eventText(name: string, { timestamp, ...members }: { readonly timestamp: number | bigint }): string {
  const told = Object.entries(members).filter(([member, value]) => member !== 'error' || value !== null)
  const rate = told.map(([member, value]) => [member, member === 'avg_throughput' ? double(value) : value])
  return jsonText({ timestamp, name, ...Object.fromEntries(rate) })
}

const double = (value: unknown) => new OtherNumber(javaDouble(Number(value)))
