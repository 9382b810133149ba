import { UsageError } from '../usage-error.ts'
import type { OptionSet } from './option-set.ts'
import type { OptionTable } from './option-table.ts'

type Name<Table extends OptionTable> = keyof Table & string

/** As Kafka's `CommandLineUtils.checkRequiredArgs`: the first missing one ends the command with its help. */
export function checkRequired<Table extends OptionTable>(options: OptionSet<Table>, ...names: Name<Table>[]): void {
  const missing = names.find((name) => !options.has(name))
  if (missing !== undefined) throw new UsageError(`Missing required argument "[${missing}]"`)
}

/** As `CommandLineUtils.checkInvalidArgs`: none of `invalid` may stand beside `used`. */
export function checkInvalid<Table extends OptionTable>(
  options: OptionSet<Table>,
  used: Name<Table>,
  invalid: Iterable<Name<Table>>,
): void {
  if (!options.has(used)) return
  for (const name of invalid) {
    if (options.has(name)) throw new UsageError(`Option "[${used}]" can't be used with option "[${name}]"`)
  }
}

/** As `CommandLineUtils.checkInvalidArgsSet`: none of `invalid` may stand beside all of `used`. */
export function checkInvalidSet<Table extends OptionTable>(
  options: OptionSet<Table>,
  used: readonly Name<Table>[],
  invalid: Iterable<Name<Table>>,
  trailing = '',
): void {
  if (!used.every((name) => options.has(name))) return
  const combination = `[${used.map((name) => `[${name}]`).join(', ')}]`
  for (const name of invalid) {
    if (options.has(name)) {
      throw new UsageError(`Option combination "${combination}" can't be used with option "[${name}]"${trailing}`)
    }
  }
}
