import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

/** What stands before the command, as it was written. */
export interface ShellArguments {
  server: string
  timeout: string
  clientConfiguration: string | undefined
  readOnly: boolean
  waitForConnection: boolean
  /** Words of the one command to run; undefined for those of standard input. */
  command: readonly string[] | undefined
}

const valued = { '-server': 'server', '-timeout': 'timeout', '-client-configuration': 'clientConfiguration' } as const
const flags = { '-r': 'readOnly', '-waitforconnection': 'waitForConnection' } as const

/** Reads options up to the first word that is none, as ZooKeeper's shell does: unknown ones go by without a word. */
export function readArguments(words: readonly string[], { stderr }: Pick<CommandContext, 'stderr'>): ShellArguments {
  const found: ShellArguments = {
    server: 'localhost:2181',
    timeout: '30000',
    clientConfiguration: undefined,
    readOnly: false,
    waitForConnection: false,
    command: undefined,
  }
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) return { ...found, command: words.slice(at) }
    if (isKey(word, flags)) found[flags[word]] = true
    if (!isKey(word, valued)) continue
    const value = words[++at]
    if (value === undefined) printLine(stderr, `Error: no argument found for option ${word}`)
    else found[valued[word]] = value
  }
  return found
}

function isKey<T extends object>(word: string, table: T): word is Extract<keyof T, string> {
  return Object.hasOwn(table, word)
}
