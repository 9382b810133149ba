import { jsonText } from '../json/value.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

/** Prints an event as one line of JSON, with the time before its name. */
export function printEvent({ clock, stdout }: CommandContext, name: string, members: object = {}): void {
  printLine(stdout, jsonText({ timestamp: clock.now(), name, ...members }))
}
