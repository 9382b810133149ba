import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { CommandListing } from '../kit/describe.ts'

/** All commands, as the build wrote their tables beside this bundle: loading the commands themselves would take too long. */
export function readCatalog(): readonly CommandListing[] {
  return JSON.parse(readFileSync(path.join(__dirname, 'commands.json'), 'utf8'))
}

/** A command by the word that calls it, which may be a path and end with `.sh`. */
export function findCommand(catalog: readonly CommandListing[], word: string): CommandListing | undefined {
  const name = path.basename(word).replace(/\.sh$/, '')
  return catalog.find((command) => command.name === name)
}

/** What the command can be called. */
export function executables({ name }: CommandListing): string[] {
  return name === 'kafkabox' ? [name] : [name, `${name}.sh`]
}
