import { ClientError } from '../../client/errors.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { readText } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { convert } from '../kit/jopt/convert.ts'

const parseException = (message: string) => new ClientError('java.text.ParseException', message)

/** Offsets by `topic-partition`, out of a file of `topic,partition,offset` lines. @throws JavaException, ClientError */
export function readPlan(context: CommandContext, file: string): Map<string, number> {
  const text = readOrFail(context, file)
  if (text === '') throw parseException('Error parsing reset plan CSV file. It is empty,')
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  while (lines.at(-1) === '') lines.pop()
  return new Map(
    lines.map((line) => {
      const [topic = '', partition, offset, ...more] = line.split(',')
      if (partition === undefined || offset === undefined || more.length > 0) {
        throw parseException('Reset plan CSV file is not following the format `TOPIC,PARTITION,OFFSET`.')
      }
      return [partitionName({ topic, partition: number('integer', partition) }), number('long', offset)]
    }),
  )
}

function number(type: 'integer' | 'long', text: string): number {
  const value = convert(type, text)
  if (typeof value === 'number') return value
  throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
}

function readOrFail(context: CommandContext, file: string): string {
  try {
    return readText(context, file)
  } catch (error) {
    throw new JavaException('java.io.IOException', `Unable to read file ${file}`, error)
  }
}
