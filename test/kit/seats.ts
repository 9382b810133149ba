import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Names the socket that seats are asked for at; Vitest's workers inherit it. */
const door = 'KAFKABOX_SEATS'

interface Party {
  readonly wanted: number
  readonly socket: Socket
}

/**
 * Opens so many seats at this machine's processors, for all of Vitest's workers together: who starts a crowd of processes
 * takes as many as they are worth. They are given in the order of asking, so that a large party is not passed over for ever.
 * A connection holds the seats: a worker that dies gives them back. Returns what ends it.
 */
export async function openSeats(count: number): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-seats-'))
  const line: Party[] = []
  let free = count
  const seatNext = () => {
    for (let next = line[0]; next !== undefined && next.wanted <= free; next = line[0]) {
      const { wanted, socket } = next
      line.shift()
      if (socket.destroyed) continue
      free -= wanted
      socket.once('close', () => {
        free += wanted
        seatNext()
      })
      socket.write('seated')
    }
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (asked) => {
      line.push({ wanted: Math.min(Number(asked), count), socket })
      seatNext()
    })
  })
  const address = path.join(folder, 'door')
  server.listen(address)
  await once(server, 'listening')
  process.env[door] = address
  return () => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits for so many seats, or for all there are; gives what gives them back. Without `openSeats` there is room for everybody. */
export async function takeSeats(wanted: number): Promise<() => void> {
  const address = process.env[door]
  if (address === undefined) return () => {}
  const socket = connect(address)
  await once(socket, 'connect')
  socket.write(String(wanted))
  await once(socket, 'data')
  return () => socket.destroy()
}
