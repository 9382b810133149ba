import { fstatSync, readSync } from 'node:fs'
import type { ReadStream as TerminalStream } from 'node:tty'
import type { Clock } from '../../base/clock.ts'
import type { CommandInput } from './command-context.ts'

const descriptor = 0
/** Four batches of a producer: more at once would keep its answers waiting. */
const pieceSize = 64 * 1024

export function standardInput(stream: TerminalStream, clock: Clock): CommandInput {
  return {
    isTerminal: stream.isTTY === true,
    stream,
    pieces: () => (fstatSync(descriptor).isFile() ? filePieces(clock) : stream),
  }
}

/** A file keeps nobody waiting, so it is read at once; a stream would ask another thread for each piece, at three times the cost. */
async function* filePieces(clock: Clock): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.allocUnsafeSlow(pieceSize)
  for (let length = readSync(descriptor, bytes); length > 0; length = readSync(descriptor, bytes)) {
    yield bytes.subarray(0, length)
    // What came from the network meanwhile has its turn.
    await new Promise<void>((resolve) => clock.soon(resolve))
  }
}
