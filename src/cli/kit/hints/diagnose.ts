import type { Unreachable } from '../../../client/trace.ts'
import { type Protocol, protocolOf } from '../../../net/protocol-probe.ts'
import type { NetworkFault } from './network-faults.ts'

/** Errors of Node's (`code`), and Kafka's exceptions (simple class name), by what they say of the network. */
const faults: ReadonlyMap<string, NetworkFault> = new Map<string, NetworkFault>([
  ['ENOTFOUND', 'unresolved'],
  ['EAI_AGAIN', 'unresolved'],
  ['EAI_NONAME', 'unresolved'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unroutable'],
  ['ENETUNREACH', 'unroutable'],
  ['ETIMEDOUT', 'no-answer'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'not-tls'],
  ['EPROTO', 'not-tls'],
  ['UnsupportedSaslMechanismException', 'no-login'],
  ['IllegalSaslStateException', 'no-login'],
  ['SaslAuthenticationException', 'login-refused'],
  ['SslAuthenticationException', 'untrusted'],
])

/** What keeps the client from that broker. `probe` asks a server what it speaks that gave no sign of it. */
export async function diagnose(
  { address, stage, error, firstBytes }: Unreachable,
  probe: () => Promise<Protocol | undefined>,
): Promise<NetworkFault> {
  if (stage === 'lost') return 'lost'
  if (firstBytes !== undefined && firstBytes.length > 0) return protocolOf(firstBytes) ?? faultOf(error) ?? 'closed'
  const known = faultOf(error)
  if (known !== undefined) return known
  if (address === undefined) return 'unresolved'
  // Only with TLS is a connection made and reset before it counts as made.
  if (stage === 'dial') return codeOf(error) === 'ECONNRESET' ? 'not-tls' : 'no-answer'
  return (await probe()) ?? (isTimeout(error) ? 'silent' : 'closed')
}

/** The innermost cause tells most. */
export function faultOf(error: unknown): NetworkFault | undefined {
  if (!(error instanceof Error)) return undefined
  const deeper = faultOf(error.cause)
  if (deeper !== undefined) return deeper
  if ('code' in error && typeof error.code === 'string') return faults.get(error.code)
  if (!('className' in error) || typeof error.className !== 'string') return undefined
  return faults.get(error.className.slice(error.className.lastIndexOf('.') + 1))
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  return 'code' in error ? error.code : codeOf(error.cause)
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'className' in error && String(error.className).endsWith('.TimeoutException')
}
