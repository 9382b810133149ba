import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'

/** The settings in the file that a server was started with; none when it can't be found from here. */
export function readServerFile(words: readonly string[], cwd: string): Map<string, string> {
  const name = words.find((word) => !word.startsWith('-'))
  const file = path.resolve(cwd, name ?? '')
  if (name === undefined || !existsSync(file)) return new Map()
  return new Map(parseProperties(readFileSync(file, 'utf8')))
}
