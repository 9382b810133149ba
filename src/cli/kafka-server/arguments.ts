/** What `kafka-server-start` was told: a file, and settings that replace the file's. */
export interface ServerArguments {
  readonly file: string
  readonly overrides: ReadonlyMap<string, string>
}

/** Arguments that make no sense; the message is what Kafka prints. */
export class ArgumentsError extends Error {}

/** Reads `FILE [--override KEY=VALUE]…`. Throws `ArgumentsError`. */
export function parseArguments([file = '', ...rest]: readonly string[]): ServerArguments {
  const overrides = new Map<string, string>()
  const words = [...rest]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const pair = word.startsWith('--override=') ? word.slice('--override='.length) : overrideAfter(word, words)
    const at = pair.indexOf('=')
    if (at < 1) throw new ArgumentsError(`Invalid command line properties: ${pair}`)
    overrides.set(pair.slice(0, at), pair.slice(at + 1))
  }
  return { file, overrides }
}

function overrideAfter(word: string, rest: string[]): string {
  if (word !== '--override') throw new ArgumentsError(`Found non argument parameters: ${word}`)
  const pair = rest.shift()
  if (pair === undefined) throw new ArgumentsError('Option override requires an argument')
  return pair
}
