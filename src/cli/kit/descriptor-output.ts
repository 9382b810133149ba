import { write, writeSync } from 'node:fs'
import { type Output, OutputClosed } from './output.ts'

/**
 * Output straight to a file descriptor. Node's own `process.stdout` takes 2 ms to load and may lose what a pipe has not
 * taken yet when the process ends; a tool that only prints needs neither.
 */
export function descriptorOutput(descriptor: number): Output {
  return {
    get isTerminal() {
      return isatty(descriptor)
    },
    get columns() {
      return isatty(descriptor) ? (process.stdout.columns ?? 80) : 80
    },
    write: (text) => writeAll(descriptor, typeof text === 'string' ? Buffer.from(text) : text),
    writeMeanwhile: (bytes) => writeAllMeanwhile(descriptor, bytes),
  }
}

/** node:tty brings node:net with it: loaded when somebody asks. */
function isatty(descriptor: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(descriptor)
}

/** Why bytes can't be kept, as libc puts it. */
const losses = new Map<unknown, string>([
  ['ENOSPC', 'No space left on device'],
  ['EFBIG', 'File too large'],
  ['EDQUOT', 'Disk quota exceeded'],
  ['EIO', 'Input/output error'],
])

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let position = 0
  while (position < bytes.length) position += writeSome(descriptor, bytes, position)
}

function writeSome(descriptor: number, bytes: Uint8Array, position: number): number {
  try {
    return writeSync(descriptor, bytes, position)
  } catch (error) {
    refuse(error)
    waitBriefly()
    return 0
  }
}

/** By a thread of libuv's pool, which is held up in our place. */
async function writeAllMeanwhile(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let position = 0; position < bytes.length; ) position += await writeSomeMeanwhile(descriptor, bytes, position)
}

function writeSomeMeanwhile(descriptor: number, bytes: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, position, (error, written) => {
      if (error === null) return resolve(written)
      try {
        refuse(error)
        setTimeout(resolve, 1, 0)
      } catch (refusal) {
        reject(refusal)
      }
    })
  })
}

/** Throws what can't be written for good. */
function refuse(error: unknown): void {
  if (!(error instanceof Error && 'code' in error)) throw error
  if (error.code === 'EPIPE') throw new OutputClosed()
  const lost = losses.get(error.code)
  if (lost !== undefined) throw new OutputClosed(lost)
  if (error.code !== 'EAGAIN') throw error
}

/** Somebody set the shared terminal or pipe to non-blocking: there is nothing to wait on but time. */
function waitBriefly(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
}
