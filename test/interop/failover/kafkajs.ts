import { Kafka, logLevel } from 'kafkajs'

/**
 * kafkajs: writes numbers to a topic of one partition and reads them in a group, telling how many it has read, until
 * its input ends. Then all that was acknowledged has to have been read, in order.
 */
const [bootstrap = '', topic = ''] = process.argv.slice(2)
const portion = 10
/** Soon enough again that the test needn't wait for it. */
const retry = { initialRetryTime: 100, maxRetryTime: 1000, retries: 100 }
const kafka = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING, retry })
const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
/** It asks the dead coordinator six times, once for each fetch, before it looks for another and joins as a new member. */
const consumer = kafka.consumer({
  groupId: `${topic}-group`,
  sessionTimeout: 6000,
  heartbeatInterval: 1000,
  maxWaitTimeInMs: 200,
})

let sent = 0
let next = 0
let isStopped = false
process.stdin.resume().on('end', () => {
  isStopped = true
})

await producer.connect()
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const number = Number(message.value)
    if (number > next) fail(`${number} came where ${next} was due`)
    if (number === next) next++
  },
})
const report = setInterval(() => console.log(`received ${next}`), 100)
while (!isStopped) {
  const messages = Array.from({ length: portion }, (_, index) => ({ value: String(sent + index) }))
  await producer.send({ topic, acks: -1, messages })
  sent += portion
  await pause(50)
}
for (const end = Date.now() + 60_000; next < sent; await pause(50)) {
  if (Date.now() > end) fail(`${next} of ${sent} came`)
}
clearInterval(report)
await Promise.all([producer.disconnect(), consumer.disconnect()])
console.log(`ok ${sent}`)

function fail(reason: string): never {
  console.log(reason)
  process.exit(1)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
