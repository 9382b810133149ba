import { parseKeyValues } from '../connect/key-values.ts'
import { formatHelp } from '../kit/jopt/help.ts'
import { parse } from '../kit/jopt/parse.ts'
import { brokerOptions } from './options.ts'

/** What `kafka-server-start` was told: a file, and settings that replace the file's. */
export interface ServerArguments {
  readonly file: string
  readonly overrides: ReadonlyMap<string, string>
}

/** Arguments that make no sense; the message is what Kafka prints, and help behind it. */
export class ArgumentsError extends Error {
  readonly help = formatHelp(brokerOptions)
}

/** Reads `FILE [--override KEY=VALUE]…`. @throws ArgumentsError, OptionError */
export function parseArguments([file = '', ...rest]: readonly string[]): ServerArguments {
  const options = parse(brokerOptions, rest, { abbreviations: false })
  const strays = options.rest.filter((word) => word !== '')
  if (strays.length > 0) throw new ArgumentsError(`Found non argument parameters: ${strays.join(',')}`)
  return { file, overrides: parseKeyValues(options.values('override')) }
}
