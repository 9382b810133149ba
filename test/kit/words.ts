import { tcpTransport } from '../../src/net/tcp.ts'

/** A server's client port; `host` is 127.0.0.1 unless given. */
export interface ClientAddress {
  readonly port: number
  readonly host?: string
}

/** What a ZooKeeper server answers to a four-letter word, with arguments as latin1; undefined when it can't be reached. */
export async function askWord(address: ClientAddress, word: string): Promise<string | undefined> {
  const { host = '127.0.0.1', port } = address
  const connection = await tcpTransport.connect({ host, port }, { timeoutMs: 5000 }).catch(() => undefined)
  if (connection === undefined) return undefined
  let answer = ''
  connection.onData((chunk) => {
    answer += chunk.toString()
  })
  connection.write([Buffer.from(word, 'latin1')])
  await new Promise<void>((resolve) => connection.onClose(() => resolve()))
  return answer
}

/** What `srvr` says that a server is; undefined when it serves nobody. */
export async function modeOf(address: ClientAddress): Promise<string | undefined> {
  return /Mode: ([\w-]+)/.exec((await askWord(address, 'srvr')) ?? '')?.[1]
}
