import { JavaException } from '../kit/java-exception.ts'

const int32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n }
const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

/** The number that Java's parsers read, or undefined. */
export function parseInteger(text: string, range: 'int32' | 'int64'): bigint | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  const { min, max } = range === 'int32' ? int32 : int64
  return value >= min && value <= max ? value : undefined
}

/** A version as given by `-v`, -1 when not given. A bad one ends the shell, as it does in ZooKeeper's. */
export function parseVersion(text: string | undefined): number {
  if (text === undefined) return -1
  const version = parseInteger(text, 'int32')
  if (version === undefined) throw numberFormatException(text)
  return Number(version)
}

export function numberFormatException(text: string): JavaException {
  return new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
}
