import path from 'node:path'
import { JavaException } from '../kit/java-exception.ts'

/** The offset that a segment's files are named after. @throws JavaException when the name has none */
export function startOffset(file: string): number {
  const digits = path.basename(file).split('.', 1)[0] ?? ''
  if (/^\d+$/.test(digits)) return Number(digits)
  throw new JavaException('java.lang.NumberFormatException', `For input string: "${digits}"`)
}

/** The file of the same segment with another ending. */
export function besides(absolute: string, ending: string): string {
  const name = path.basename(absolute).split('.', 1)[0] ?? ''
  return path.join(path.dirname(absolute), `${name}${ending}`)
}
