import { ClientError } from '../../client/errors.ts'

const parseException = (message: string) => new ClientError('java.text.ParseException', message)

const dateTime = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)(Z|([+-]\d\d):?(\d\d)?)/

/**
 * `2020-01-01T00:00:00.000`, UTC unless it ends in a zone, as milliseconds since 1970.
 * @throws ClientError (ParseException) on anything else
 */
export function parseDateTime(text: string): number {
  const [, time] = text.split('T')
  if (time === undefined || time === '') {
    throw parseException("Error parsing timestamp. It does not contain a 'T' according to ISO8601 format")
  }
  const zoned = /[+\-Z]/.test(time) ? text : `${text}Z`
  const match = dateTime.exec(zoned)
  if (match === null) throw parseException(`Unparseable date: "${zoned}"`)
  const [year = 0, month = 0, ...rest] = match.slice(1, 8).map(Number)
  const [day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = rest
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  const wrapped = new Date(utc)
  const exact = wrapped.getUTCMonth() === month - 1 && wrapped.getUTCDate() === day
  if (!exact || hour > 23 || minute > 59 || second > 59 || millisecond > 999)
    throw parseException(`Unparseable date: "${zoned}"`)
  const zoneHours = Number(match[9] ?? 0)
  const zoneMinutes = Number(match[10] ?? 0) * (match[9]?.startsWith('-') ? -1 : 1)
  return utc - (zoneHours * 60 + zoneMinutes) * 60_000
}

const duration = /^([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i

/**
 * `PnDTnHnMn.nS` in milliseconds; no further back or ahead than a number can say exactly.
 * @throws ClientError (DateTimeParseException)
 */
export function parseDuration(text: string): number {
  const [, sign, days, time, hours, minutes, seconds, fraction = ''] = duration.exec(text) ?? []
  const empty = days === undefined && hours === undefined && minutes === undefined && seconds === undefined
  if (empty || time?.toUpperCase() === 'T') throw noDuration()
  const whole =
    inSeconds('days', days, 86_400) +
    inSeconds('hours', hours, 3600) +
    inSeconds('minutes', minutes, 60) +
    inSeconds('seconds', seconds, 1)
  const part = Number(`0.${fraction}0`) * (seconds?.startsWith('-') ? -1 : 1)
  const milliseconds = Math.trunc((whole + part) * 1000) * (sign === '-' ? -1 : 1)
  return Math.max(-furthest, Math.min(furthest, milliseconds))
}

const furthest = 2 ** 52

function inSeconds(unit: string, count: string | undefined, seconds: number): number {
  const sum = Number(count ?? 0) * seconds
  if (Math.abs(sum) >= 2 ** 63) throw noDuration(`: ${unit}`)
  return sum
}

const noDuration = (reason = '') =>
  new ClientError('java.time.format.DateTimeParseException', `Text cannot be parsed to a Duration${reason}`)
