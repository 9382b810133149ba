/** What stands in front of a docker command's operands. */
export interface DockerArguments {
  /** The values that were given, by the options' long names; an empty one for those that take none. */
  readonly options: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
}

/** Long names of a command's options by their letters, and which of them take a value. */
export interface OptionTable {
  readonly letters: Readonly<Record<string, string>>
  readonly withValue: readonly string[]
}

/**
 * Reads options as docker does: `-it`, `-t 5`, `-t5`, `--time 5`, `--time=5`, and none behind the first operand where the
 * operands are a command line (`stopAtOperand`).
 */
export function dockerArguments(args: readonly string[], table: OptionTable, stopAtOperand: boolean): DockerArguments {
  const options = new Map<string, string[]>()
  const operands: string[] = []
  const rest = [...args]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('--') && word.length > 2) longOption(word, table, rest, options)
    else if (/^-[^-]/.test(word)) letters(word.slice(1), table, rest, options)
    else {
      if (word !== '--') operands.push(word)
      if (stopAtOperand && operands.length > 0) return { options, operands: [...operands, ...rest] }
    }
  }
  return { options, operands }
}

function longOption(word: string, table: OptionTable, rest: string[], options: Map<string, string[]>): void {
  const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
  if (table.withValue.includes(name)) add(options, name, value ?? rest.shift() ?? '')
  else if (value !== 'false') add(options, name, '')
}

function letters(word: string, table: OptionTable, rest: string[], options: Map<string, string[]>): void {
  for (let index = 0; index < word.length; index++) {
    const letter = word[index] ?? ''
    const name = table.letters[letter] ?? letter
    if (!table.withValue.includes(name)) {
      add(options, name, '')
      continue
    }
    const attached = word.slice(index + 1).replace(/^=/, '')
    add(options, name, attached === '' ? (rest.shift() ?? '') : attached)
    return
  }
}

function add(options: Map<string, string[]>, name: string, value: string): void {
  options.set(name, [...(options.get(name) ?? []), value])
}
