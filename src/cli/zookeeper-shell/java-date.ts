const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Local time as Java's `Date` prints itself: `Sun Nov 22 21:18:02 UTC 2026`. */
export function javaDate(milliseconds: number): string {
  const date = new Date(milliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${days[date.getDay()]} ${months[date.getMonth()]} ${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${day} ${time} ${zoneName(date)} ${String(date.getFullYear()).padStart(4, '0')}`
}

/** The short name of the zone at that time. Intl knows Europe's only in British English, and takes its time to load. */
export function zoneName(date: Date): string {
  if (date.toString().endsWith('(Coordinated Universal Time)')) return 'UTC'
  const names = ['en-US', 'en-GB'].map((locale) => shortName(locale, date))
  return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0] ?? 'UTC'
}

function shortName(locale: string, date: Date): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
}
