import { JavaException } from '../kit/java-exception.ts'

type Field = (date: Date, width: number) => string

const number = (read: (date: Date) => number): Field => {
  return (date, width) => String(read(date)).padStart(width, '0')
}
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = 'January February March April May June July August September October November December'.split(' ')

const year: Field = (date, width) => {
  const text = String(date.getFullYear())
  return width === 2 ? text.slice(-2) : text.padStart(width, '0')
}
const month: Field = (date, width) => {
  const name = months[date.getMonth()] ?? ''
  if (width >= 3) return width === 3 ? name.slice(0, 3) : name
  return String(date.getMonth() + 1).padStart(width, '0')
}
const weekday: Field = (date, width) => {
  const name = weekdays[date.getDay()] ?? ''
  return width > 3 ? name : name.slice(0, 3)
}
const offset = (date: Date, separator: string): string => {
  const minutes = -date.getTimezoneOffset()
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}${separator}${two(Math.abs(minutes) % 60)}`
}
const isoOffset: Field = (date, width) => {
  if (date.getTimezoneOffset() === 0) return 'Z'
  return width === 1 ? offset(date, '').slice(0, 3) : offset(date, width === 2 ? '' : ':')
}
const zoneName: Field = (date) =>
  /\b[A-Z]{2,5}$/.exec(date.toLocaleString('en-US', { timeZoneName: 'short' }))?.[0] ?? ''
const dayOfYear = (date: Date): number =>
  Math.round(
    (new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() -
      new Date(date.getFullYear(), 0, 0).getTime()) /
      86_400_000,
  )

const fields: Readonly<Record<string, Field>> = {
  y: year,
  M: month,
  L: month,
  d: number((date) => date.getDate()),
  D: number(dayOfYear),
  E: weekday,
  u: number((date) => date.getDay() || 7),
  a: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  H: number((date) => date.getHours()),
  k: number((date) => date.getHours() || 24),
  K: number((date) => date.getHours() % 12),
  h: number((date) => date.getHours() % 12 || 12),
  m: number((date) => date.getMinutes()),
  s: number((date) => date.getSeconds()),
  S: number((date) => date.getMilliseconds()),
  G: () => 'AD',
  z: zoneName,
  Z: (date) => offset(date, ''),
  X: isoOffset,
}

/**
 * Milliseconds as text in local time, by a pattern of Java's SimpleDateFormat.
 * @throws JavaException for a letter that stands for nothing
 */
export function dateFormat(pattern: string): (milliseconds: number) => string {
  const pieces = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? []
  const parts = pieces.map(part)
  return (milliseconds) => {
    const date = new Date(milliseconds)
    return parts.map((render) => render(date)).join('')
  }
}

function part(piece: string): (date: Date) => string {
  if (piece === "''") return () => "'"
  if (piece.startsWith("'")) return () => piece.slice(1, -1).replaceAll("''", "'")
  const letter = piece.charAt(0)
  if (!/[A-Za-z]/.test(letter)) return () => piece
  const field = fields[letter]
  if (field === undefined) {
    throw new JavaException('java.lang.IllegalArgumentException', `Illegal pattern character '${letter}'`)
  }
  return (date) => field(date, piece.length)
}
