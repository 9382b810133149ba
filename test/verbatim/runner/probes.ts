import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Sends the payload and collects the answer until it is enough, the peer hangs up or two seconds are over. */
function ask(port: number, payload: Buffer | undefined, enough: (answer: Buffer) => boolean) {
  return new Promise<Buffer | undefined>((resolve) => {
    const socket = connect({ port, host: 'localhost' })
    let answer = Buffer.alloc(0)
    const end = (value: Buffer | undefined) => {
      socket.destroy()
      clearTimeout(timer)
      resolve(value)
    }
    const timer = setTimeout(end, 2000, undefined)
    socket.on('error', () => end(undefined))
    socket.on('connect', () => (payload ? socket.write(payload) : end(answer)))
    socket.on('data', (data) => {
      answer = Buffer.concat([answer, data])
      if (enough(answer)) end(answer)
    })
    socket.on('close', () => end(answer.length > 0 ? answer : undefined))
  })
}

export async function zookeeperServes(port: number): Promise<boolean> {
  const answer = await ask(port, Buffer.from('srvr'), (bytes) => bytes.includes('Node count'))
  return answer?.includes('Mode: ') ?? false
}

export async function portIsFree(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 25; attempt++) {
    if (!(await ask(port, undefined, () => true))) return true
    await pause(200)
  }
  return false
}

/** Broker ids and controller as Metadata v1 tells them; undefined while nobody answers. */
export async function clusterView(port: number): Promise<{ ids: number[]; controller: number } | undefined> {
  const clientId = 'ready-probe'
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + clientId.length + 4)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(3, 4)
  request.writeInt16BE(1, 6)
  request.writeInt32BE(1, 8)
  request.writeInt16BE(clientId.length, 12)
  request.write(clientId, 14)
  const answer = await ask(port, request, (bytes) => bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0))
  if (!answer || answer.length < 12) return undefined
  try {
    return readBrokers(answer)
  } catch {
    return undefined
  }
}

function readBrokers(answer: Buffer): { ids: number[]; controller: number } {
  const ids: number[] = []
  let at = 12
  for (let left = answer.readInt32BE(8); left > 0; left--) {
    ids.push(answer.readInt32BE(at))
    at += 4
    at += 2 + answer.readInt16BE(at) + 4
    at += 2 + Math.max(answer.readInt16BE(at), 0)
  }
  return { ids, controller: answer.readInt32BE(at) }
}
