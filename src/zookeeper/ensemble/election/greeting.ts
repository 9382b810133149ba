import type { Address } from '../../../net/transport.ts'
import { MalformedError, Writer } from '../../../wire/schema/index.ts'

/** The first bytes on the election port: who calls, and where it can be called back. */
export interface Greeting {
  readonly id: number
  /** Empty from servers before 3.5. */
  readonly addresses: readonly Address[]
}

const oneAddress = -65536n
const manyAddresses = -65535n
const mostText = 2048
const fixedSize = 20

/** The form with one address is understood by all servers since 3.5; the one with several only since 3.6. */
export function encodeGreeting({ id, addresses }: Greeting): Buffer {
  const text = Buffer.from(addresses.map(addressText).join('|'))
  const writer = new Writer()
  writer.int64big(addresses.length > 1 ? manyAddresses : oneAddress)
  writer.int64big(BigInt(id))
  writer.int32(text.length)
  writer.raw(text)
  return writer.finishBytes()
}

/**
 * The greeting at the front, with its size in bytes; undefined as long as it isn't whole.
 * @throws MalformedError
 */
export function readGreeting(bytes: Buffer): { greeting: Greeting; size: number } | undefined {
  if (bytes.length < 8) return undefined
  const first = bytes.readBigInt64BE(0)
  if (first >= 0n) return { greeting: { id: Number(first), addresses: [] }, size: 8 }
  if (first !== oneAddress && first !== manyAddresses)
    throw new MalformedError(`Got unrecognized protocol version ${first}`)
  if (bytes.length < fixedSize) return undefined
  const length = bytes.readInt32BE(16)
  if (length <= 0 || length > mostText) throw new MalformedError(`Unreasonable buffer length: ${length}`)
  const size = fixedSize + length
  if (bytes.length < size) return undefined
  const addresses = bytes.toString('utf8', fixedSize, size).split('|').map(parseAddress)
  return { greeting: { id: Number(bytes.readBigInt64BE(8)), addresses }, size }
}

function parseAddress(text: string): Address {
  const found = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim())
  const host = found?.[1] ?? found?.[2]
  if (host === undefined) throw new MalformedError(`${text} does not have the form host:port`)
  return { host, port: Number(found?.[3]) }
}

function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
