import { parseKeyValues } from '../connect/key-values.ts'
import { formatHelp } from '../kit/jopt/help.ts'
import { parse } from '../kit/jopt/parse.ts'
import { brokerOptions } from './options.ts'

/** Arguments that make no sense; the message is what Kafka prints, and help behind it. */
export class ArgumentsError extends Error {
  readonly help = formatHelp(brokerOptions)
}

/** The settings that replace the file's: what stands behind it, `[--override KEY=VALUE]…`. @throws ArgumentsError, OptionError */
export function parseOverrides(args: readonly string[]): ReadonlyMap<string, string> {
  const options = parse(brokerOptions, args, { abbreviations: false })
  const strays = options.rest.filter((word) => word !== '')
  if (strays.length > 0) throw new ArgumentsError(`Found non argument parameters: ${strays.join(',')}`)
  return parseKeyValues(options.values('override'))
}
