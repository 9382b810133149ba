import { MalformedError } from '../../wire/schema/index.ts'

/** The connection ended without an error of its own. */
export class EndOfStreamError extends Error {
  override readonly name = 'EndOfStreamError'
}

/** Nothing came from the server for two thirds of the session's time. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError'
}

/** The server's name has no address. */
export class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError'

  constructor(server: string) {
    super(`Unable to canonicalize address ${server} because it's not resolvable`)
  }
}

const byCode: Record<string, string> = {
  ECONNREFUSED: 'java.net.ConnectException: Connection refused',
  ECONNRESET: 'java.io.IOException: Connection reset by peer',
  EPIPE: 'java.io.IOException: Broken pipe',
  ETIMEDOUT: 'org.apache.zookeeper.ClientCnxn$SessionTimeoutException: Client session timed out',
  EHOSTUNREACH: 'java.net.NoRouteToHostException: No route to host',
  ENETUNREACH: 'java.net.ConnectException: Network is unreachable',
}

/** Why a connection was lost, in the words that ZooKeeper's Java client logs. */
export function throwableText(error: unknown, sessionId: bigint): string {
  if (!(error instanceof Error)) return String(error)
  const session = hexadecimal(sessionId)
  if (error instanceof EndOfStreamError) {
    return `EndOfStreamException: Unable to read additional data from server sessionid ${session}, likely server has closed socket`
  }
  if (error instanceof SilenceError) {
    return `org.apache.zookeeper.ClientCnxn$SessionTimeoutException: ${error.message} for session id ${session}`
  }
  if (error instanceof UnresolvedError) return `java.lang.IllegalArgumentException: ${error.message}`
  if (error instanceof MalformedError) return 'java.io.EOFException'
  const code = 'code' in error ? String(error.code) : ''
  return byCode[code] ?? `java.io.IOException: ${error.message}`
}

export function hexadecimal(id: bigint): string {
  return `0x${BigInt.asUintN(64, id).toString(16)}`
}
