import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, unwatchFile, watchFile } from 'node:fs'

/** The end of a log; empty when there is none yet. */
export function lastLines(file: string, count: number): string {
  if (!existsSync(file)) return ''
  const lines = readFileSync(file, 'utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
    .slice(-count)
    .map((line) => `${line}\n`)
    .join('')
}

/** Hands over what is appended to the file, until aborted. */
export function followFile(file: string, write: (text: string) => void, signal: AbortSignal): Promise<void> {
  let position = existsSync(file) ? statSync(file).size : 0
  return new Promise((resolve) => {
    watchFile(file, { interval: 200 }, (now) => {
      if (now.size < position) position = 0
      if (now.size > position) write(readPart(file, position, now.size))
      position = now.size
    })
    signal.addEventListener('abort', () => {
      unwatchFile(file)
      resolve()
    })
  })
}

function readPart(file: string, from: number, to: number): string {
  const bytes = Buffer.alloc(to - from)
  const descriptor = openSync(file, 'r')
  try {
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, from))
  } finally {
    closeSync(descriptor)
  }
}
