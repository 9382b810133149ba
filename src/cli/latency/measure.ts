import { javaDouble } from '../../base/java-double.ts'
import { type Random, randomLetters } from '../../base/random.ts'
import type { Consumer } from '../../client/consumer/consumer.ts'
import type { FetchedChunk } from '../../client/consumer/fetched-chunk.ts'
import { executionException } from '../../client/errors.ts'
import type { Producer } from '../../client/producer/producer.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { progress } from './results.ts'
import type { LatencySettings } from './settings.ts'

const patienceMs = 60_000

/** Sends one message after the other and waits until it is read. Milliseconds with fractions. @throws JavaException, ClientError */
export async function measureLatencies(
  context: CommandContext,
  { topic, messages, size }: LatencySettings,
  { producer, consumer }: { producer: Producer; consumer: Consumer },
): Promise<number[]> {
  if (messages < 0) throw new JavaException('java.lang.NegativeArraySizeException', String(messages))
  const latencies: number[] = []
  for (let message = 0; message < messages; message++) {
    const value = letters(context.random, size)
    const begin = context.clock.elapsed()
    await producer.send({ topic, value }).catch((error: unknown) => {
      throw executionException(error)
    })
    const chunks = await consumer.poll(patienceMs)
    const latencyMs = context.clock.elapsed() - begin
    await check(consumer, chunks, value)
    if (message % 1000 === 0) {
      context.report.results(progress, [{ message, latencyMs }], () => `${message}\t${javaDouble(nanos(latencyMs))}\n`)
    }
    latencies.push(latencyMs)
  }
  return latencies
}

/** Milliseconds to the nanosecond: what a Java clock tells. */
const nanos = (milliseconds: number) => Math.round(milliseconds * 1e6) / 1e6

function letters(random: Random, size: number): Buffer {
  if (size < 0) throw new JavaException('java.lang.NegativeArraySizeException', String(size))
  return randomLetters(random, size)
}

/** @throws JavaException unless it is just the message sent that came */
async function check(consumer: Consumer, chunks: readonly FetchedChunk[], sent: Buffer): Promise<void> {
  const read = chunks.flatMap((chunk) => [...chunk.records()])
  const problem = problemOf(
    read.map(({ value }) => value?.toString() ?? ''),
    sent.toString(),
  )
  if (problem === undefined) return
  await consumer.commit()
  throw new JavaException('java.lang.RuntimeException', problem)
}

function problemOf([first, ...more]: readonly string[], sent: string): string | undefined {
  if (first === undefined) return `poll() timed out before finding a result (timeout:[${patienceMs}])`
  if (first !== sent) return `The message read [${first}] did not match the message sent [${sent}]`
  return more.length > 0 ? `Only one result was expected during this test. We found [${more.length + 1}]` : undefined
}
