import { spawnSync } from 'node:child_process'
import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { errorTable } from '../../../src/wire/kafka/error-table.ts'
import { KafkaError } from '../../../src/wire/kafka/errors.ts'
import { messageLayout } from '../../../src/wire/schema/layout.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { valuesOf } from '../schema/arbitrary.ts'
import { codecsOf, encoded } from '../schema/codecs.ts'
import { allVersions } from './messages.ts'

if (realKafka === undefined) console.log('No Java or no real Kafka here: its own codecs and errors are not compared')

const seed = 370
const samplesEach = 6

/** Messages of every version with seeded values, as "name version bytes" lines. */
function samples(): string[] {
  return allVersions.flatMap(({ message, version }) => {
    const layout = messageLayout(message, version)
    const { encode } = codecsOf(layout).compiled
    return fc
      .sample(valuesOf(layout), { seed, numRuns: samplesEach })
      .map((value) => `${message.name} ${version} ${encoded(encode, value).toString('hex')}`)
  })
}

function askJava(libs: string, input: readonly string[]): string[] {
  const oracle = path.join(import.meta.dirname, 'Oracle.java')
  const options = ['-XX:TieredStopAtLevel=1', '-cp', path.join(libs, '*'), oracle]
  const { stdout, stderr, status } = spawnSync('java', options, {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trimEnd().split('\n')
}

describe.skipIf(realKafka === undefined)("Kafka's own classes", () => {
  const sent = samples()
  const errorCount = Object.keys(errorTable).length
  let answers: readonly string[] = []

  beforeAll(() => {
    if (realKafka !== undefined) answers = askJava(realKafka.libs, sent)
  })

  test('read what we write, and write the same', () => {
    const back = answers.slice(errorCount).map((bytes, i) => `${sent[i]?.split(' ', 2).join(' ')} ${bytes}`)
    expect(back).toEqual(sent)
  })

  test('have the same errors', () => {
    const ours = Object.values(errorTable).map(([code]) => {
      const { errorName, className, message, info } = new KafkaError(code)
      return [code, errorName, className, info.retriable, info.invalidMetadata, message].join('\t')
    })
    expect(answers.slice(0, errorCount)).toEqual(ours)
  })
})
