import type { Connection } from '../../net/transport.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { type ClientAddress, findClientAddress } from './client-address.ts'
import type { ServerPlace } from './place.ts'

const answerTimeoutMs = 5000

/** Asks the server of the configuration whether it leads, follows, or stands alone. */
export async function printStatus(context: CommandContext, { settings }: ServerPlace): Promise<number> {
  const { stdout } = context
  const address = findClientAddress(context, settings)
  if (address === undefined) return 1
  const { host, port, isSsl } = address
  printLine(stdout, `Client port found: ${port}. Client address: ${host}. Client SSL: ${isSsl}.`)
  const mode = await askMode(context, address)
  if (mode !== undefined) {
    printLine(stdout, mode)
    return 0
  }
  if (isSsl) printLine(stdout, 'The client port speaks TLS, which this command does not: a plain clientPort is needed.')
  printLine(stdout, 'Error contacting service. It is probably not running.')
  return 1
}

async function askMode(context: CommandContext, { host, port, isSsl }: ClientAddress): Promise<string | undefined> {
  if (isSsl) return undefined
  try {
    const transport = await context.transport()
    const connection = await transport.connect({ host, port: Number(port) }, { timeoutMs: answerTimeoutMs })
    const answer = await ask(context, connection, 'srvr')
    return answer.split('\n').find((line) => line.includes('Mode'))
  } catch {
    return undefined
  }
}

/** All that the server says until it closes; nothing more once it has been silent for too long. */
function ask({ clock }: CommandContext, connection: Connection, word: string): Promise<string> {
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
