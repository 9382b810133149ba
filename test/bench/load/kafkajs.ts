// What the console tools do, by kafkajs: kafkajs.mjs produce|consume BOOTSTRAP TOPIC LINES, from standard input or to standard output.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Kafka, logLevel } from 'kafkajs'

const [mode, bootstrap = '', topic = '', count = '0'] = process.argv.slice(2)
const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
const linesInOneSend = 5000
const lineEnd = Buffer.from('\n')

async function produce(): Promise<void> {
  const producer = kafka.producer({ idempotent: true })
  await producer.connect()
  let messages: { value: string }[] = []
  const send = async () => {
    await producer.send({ topic, messages })
    messages = []
  }
  for await (const value of createInterface({ input: process.stdin })) {
    if (messages.push({ value }) === linesInOneSend) await send()
  }
  if (messages.length > 0) await send()
  await producer.disconnect()
}

async function consume(lines: number): Promise<void> {
  const consumer = kafka.consumer({ groupId: `kafkajs-${process.pid}` })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  let left = lines
  await new Promise<void>((resolve, reject) => {
    const eachBatch = async ({ batch }: { batch: { messages: { value: Buffer | null }[] } }) => {
      const wanted = batch.messages.slice(0, left)
      writeSync(1, Buffer.concat(wanted.flatMap(({ value }) => [value ?? Buffer.from('null'), lineEnd])))
      left -= wanted.length
      if (left === 0) resolve()
    }
    consumer.run({ eachBatch }).catch(reject)
  })
  await consumer.disconnect()
}

await (mode === 'produce' ? produce() : consume(Number(count)))
