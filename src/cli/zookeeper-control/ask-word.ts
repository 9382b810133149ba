import type { Clock } from '../../base/clock.ts'
import type { Address, Transport } from '../../net/transport.ts'

const answerTimeoutMs = 5000

/** All that a ZooKeeper server says to a four-letter word; nothing more once it has been silent for too long. */
export async function askWord(clock: Clock, transport: Transport, address: Address, word: string): Promise<string> {
  const connection = await transport.connect(address, { timeoutMs: answerTimeoutMs })
  return new Promise((resolve) => {
    let answer = ''
    const patience = clock.after(answerTimeoutMs, () => connection.destroy())
    connection.onData((chunk) => {
      answer += chunk.toString('latin1')
    })
    connection.onClose(() => {
      patience.cancel()
      resolve(answer)
    })
    connection.write([Buffer.from(word)])
  })
}
