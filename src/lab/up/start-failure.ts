import { LabError } from '../lab-error.ts'

/** What kept a server from starting, in one line; for a taken port, what to do about it. */
export async function named<T>(what: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    const taken = takenPort(error, port)
    const message = `${what}: ${error instanceof Error ? error.message : error}`
    const words = taken === undefined ? message : portIsTaken(what, taken)
    throw new LabError(words, { cause: error })
  }
}

function portIsTaken(what: string, port: number): string {
  return `${what} can't listen on port ${port}: another program does. Stop it, or pick another port (0 for any free one).`
}

/** Which port that was, as far as the error tells; undefined when it is about something else. */
function takenPort(error: unknown, port: number): number | undefined {
  if (!(error instanceof Error)) return undefined
  if (!('code' in error && error.code === 'EADDRINUSE')) return takenPort(error.cause, port)
  return 'port' in error && typeof error.port === 'number' ? error.port : port
}
