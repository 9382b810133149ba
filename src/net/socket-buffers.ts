import type { Socket } from 'node:net'
import { lazyRequire } from '../base/native.ts'

/** Bytes of a socket's buffers in the kernel. What is left out is the system's to choose, which fits it to the connection. */
export interface SocketBuffers {
  readonly send?: number
  readonly receive?: number
}

type SetOption = (descriptor: number, option: 'send' | 'receive', bytes: number) => void

/** SOL_SOCKET, SO_SNDBUF and SO_RCVBUF of the systems that we know. */
const constants: Record<string, { level: number; send: number; receive: number }> = {
  linux: { level: 1, send: 7, receive: 8 },
  darwin: { level: 0xffff, send: 0x1001, receive: 0x1002 },
}

let loaded: SetOption | undefined

/**
 * Node sets these of UDP sockets only, so setsockopt(2) is called on the descriptor. Where that can't be (no FFI binary for
 * this machine) the system's sizes stay: the connection works all the same.
 */
export function setSocketBuffers(socket: Socket, buffers: SocketBuffers): void {
  const descriptor = descriptorOf(socket)
  if (descriptor === undefined) return
  loaded ??= loadSetsockopt()
  for (const option of ['send', 'receive'] as const) {
    const bytes = buffers[option]
    if (bytes !== undefined) loaded(descriptor, option, bytes)
  }
}

function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (typeof handle !== 'object' || handle === null) return undefined
  const descriptor: unknown = Reflect.get(handle, 'fd')
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined
}

function loadSetsockopt(): SetOption {
  const numbers = constants[process.platform]
  if (!numbers) return () => {}
  try {
    const koffi: typeof import('koffi') = lazyRequire()('koffi')
    const setsockopt = koffi
      .load(null)
      .func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)')
    return (descriptor, option, bytes) => {
      const value = Buffer.alloc(4)
      value.writeInt32LE(bytes)
      setsockopt(descriptor, numbers.level, numbers[option], value, value.length)
    }
  } catch {
    return () => {}
  }
}
