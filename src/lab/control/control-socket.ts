import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LabError } from '../lab-error.ts'

/**
 * How one terminal tells a process in another what to do: one line of JSON each way, over a Unix socket among the user's
 * own files.
 */
export interface ControlRequest {
  readonly verb: string
  /** Whom it concerns; undefined for what concerns the process itself. */
  readonly server?: string
  /** The first line that is asked for, of a log. */
  readonly from?: number
}

export type ControlHandler = (request: ControlRequest) => Promise<unknown>

/** What the operating systems allow for a socket's path, the shortest of them (macOS), with room for a name. */
const longestFolder = 70

/** Where the sockets of a home are: in its run folder, unless that path is too long for a socket. */
export function controlFolder(run: string): string {
  if (Buffer.byteLength(run) <= longestFolder) return run
  return path.join(tmpdir(), `kafkabox-${createHash('sha256').update(run).digest('hex').slice(0, 16)}`)
}

function socketFile(run: string, name: string): string {
  return path.join(controlFolder(run), `${name}.sock`)
}

/** Serves requests until closed. */
export async function openControl(run: string, name: string, handle: ControlHandler): Promise<{ close(): void }> {
  const file = socketFile(run, name)
  mkdirSync(controlFolder(run), { recursive: true, mode: 0o700 })
  rmSync(file, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => void serve(socket, handle))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(file, resolve)
  })
  // Being reachable is no reason to go on running.
  server.unref()
  return {
    close: () => {
      server.close()
      rmSync(file, { force: true })
      removeIfEmpty(controlFolder(run))
    },
  }
}

async function serve(socket: Socket, handle: ControlHandler): Promise<void> {
  socket.on('error', () => {})
  try {
    const answer = await handle(requestOf(await textOf(socket)))
    socket.end(JSON.stringify({ answer }))
  } catch (error) {
    socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
  }
}

function requestOf(text: string): ControlRequest {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('verb' in value) || typeof value.verb !== 'string') {
    throw new LabError('no request')
  }
  return {
    verb: value.verb,
    ...('server' in value && typeof value.server === 'string' ? { server: value.server } : {}),
    ...('from' in value && typeof value.from === 'number' ? { from: value.from } : {}),
  }
}

/** Asks the process behind the socket; undefined when there is none any more. Throws a LabError with its refusal. */
export async function askControl(run: string, name: string, request: ControlRequest): Promise<unknown> {
  const socket = connect(socketFile(run, name))
  const failed = new Promise<undefined>((resolve) => socket.once('error', () => resolve(undefined)))
  socket.end(JSON.stringify(request))
  const text = await Promise.race([textOf(socket), failed])
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new LabError(`no answer from ${name}`)
  if ('error' in value) throw new LabError(String(value.error))
  return 'answer' in value ? value.answer : undefined
}

/** Names of the sockets that are there, also those whose process has ended without taking its one away. */
export function controlNames(run: string): string[] {
  try {
    return readdirSync(controlFolder(run))
      .filter((file) => file.endsWith('.sock'))
      .map((file) => file.slice(0, -'.sock'.length))
      .sort()
  } catch {
    return []
  }
}

/** All that the other side sends; iterating over the socket would destroy it at the end, before the answer. */
function textOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
  })
  return new Promise((resolve) => socket.once('end', () => resolve(text)))
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Others use it.
  }
}
