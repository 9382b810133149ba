/** The object on one line. A number that JSON's usual readers would round, beyond ±(2^53 − 1), becomes a string of its digits. */
export function jsonText(value: object): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? longValue(member) : member))
}

function longValue(value: bigint): number | string {
  const isExact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
  return isExact ? Number(value) : String(value)
}
