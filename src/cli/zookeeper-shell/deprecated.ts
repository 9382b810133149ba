import { type Output, printLine } from '../kit/output.ts'

export function deprecated(stderr: Output, old: string, now: string): void {
  printLine(stderr, `'${old}' has been deprecated. Please use '${now}' instead.`)
}
