import { existsSync } from 'node:fs'
import { javaSplit } from '../../base/java-split.ts'
import { type Random, randomLetters } from '../../base/random.ts'
import { readText } from '../connect/command-config.ts'
import { javaPattern } from '../format/java-pattern.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import type { ProducerPerfOptions } from './producer-options.ts'

/** Gives the next message's value. @throws JavaException when there is nothing but delimiters in the file that they come from */
export type Payloads = () => Buffer

/** Random letters are drawn once, and messages are stretches of them: drawing costs more than sending. */
const largestPool = 1024 * 1024

/** @throws JavaException for a size below 0, and for a file that is missing or empty */
export function payloadsFor(context: CommandContext, options: ProducerPerfOptions): Payloads {
  const file = options.value('payload-file')
  if (file !== undefined) return fromFile(context, file, options.value('payload-delimiter') ?? '\\n')
  return letters(context.random, options.value('record-size') ?? 0, options.value('num-records') ?? 0)
}

function letters(random: Random, size: number, messages: number): Payloads {
  if (size < 0) throw new JavaException('java.lang.NegativeArraySizeException', String(size))
  const poolSize = Math.min(largestPool, Math.max(0, messages) * size)
  const pool = randomLetters(random, poolSize + size)
  return () => {
    const start = random.int(poolSize)
    return Buffer.from(pool.buffer, pool.byteOffset + start, size)
  }
}

function fromFile(context: CommandContext, file: string, delimiter: string): Payloads {
  const absolute = file.startsWith('/') ? file : `${context.cwd}/${file}`
  printLine(context.stdout, `Reading payloads from: ${absolute}`)
  const texts = javaSplit(contentOf(context, absolute), javaPattern(delimiter, 'anywhere'))
  printLine(context.stdout, `Number of messages read: ${texts.length}`)
  const values = texts.map((text) => Buffer.from(text))
  return () => {
    const value = values[context.random.int(values.length)]
    if (value !== undefined) return value
    throw new JavaException('java.lang.IllegalArgumentException', 'no payload File Path or record Size provided')
  }
}

function contentOf(context: CommandContext, file: string): string {
  const content = existsSync(file) ? readText(context, file) : ''
  if (content !== '') return content
  throw new JavaException('java.lang.IllegalArgumentException', 'File does not exist or empty file provided.')
}
