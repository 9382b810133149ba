import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'

/**
 * The properties in the file that `--command-config` names; none without it.
 * @throws JavaException when the file can't be read
 */
export function readCommandConfig(context: CommandContext, file: string | undefined): Map<string, string> {
  return file === undefined ? new Map() : readProperties(context, file)
}

/** @throws JavaException when the file can't be read, or is no properties file */
export function readProperties(context: CommandContext, file: string): Map<string, string> {
  const text = readText(context, file)
  try {
    return parseProperties(text)
  } catch (error) {
    throw new JavaException('java.lang.IllegalArgumentException', error instanceof Error ? error.message : '')
  }
}

/** @throws JavaException with the class that Java's `Files` would throw */
export function readText(context: CommandContext, file: string): string {
  try {
    return readFileSync(path.resolve(context.cwd, file), 'utf8')
  } catch (error) {
    throw new JavaException(...unreadable(error, file))
  }
}

function unreadable(error: unknown, file: string): [className: string, message: string] {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return ['java.nio.file.NoSuchFileException', file]
  if (code === 'EACCES') return ['java.nio.file.AccessDeniedException', file]
  if (code === 'EISDIR') return ['java.io.IOException', 'Is a directory']
  return ['java.io.IOException', error instanceof Error ? error.message : String(error)]
}
