import { zoneName } from '../zookeeper-shell/java-date.ts'

/** A time as Java's short date and long time of the US show it: `11/23/26, 1:43:26 AM UTC`. */
export function shortDate(milliseconds: number): string {
  const date = new Date(milliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getMonth() + 1}/${date.getDate()}/${two(date.getFullYear() % 100)}`
  const hour = date.getHours() % 12 || 12
  const half = date.getHours() < 12 ? 'AM' : 'PM'
  return `${day}, ${hour}:${two(date.getMinutes())}:${two(date.getSeconds())} ${half} ${zoneName(date)}`
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '%00',
  '\n': '%0A',
  '\r': '%0D',
  ',': '%2C',
  '}': '%7D',
  '%': '%25',
}

/** A string inside a record, as jute's text form writes it. */
export function juteText(text: string | null): string {
  return `'${(text ?? '').replace(/[\0\n\r,}%]/g, (character) => escapes[character] ?? character)}`
}

export function hexadecimal(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16)
}

/** Java's `Long.hashCode`. */
export function longHash(value: bigint): number {
  return Number(BigInt.asIntN(32, value ^ (BigInt.asUintN(64, value) >> 32n)))
}
