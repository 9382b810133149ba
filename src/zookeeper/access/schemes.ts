import type { SecurityConfig } from '../config/security.ts'
import { isDistinguishedName } from './distinguished-name.ts'

/** A way to say who somebody is in an access list. */
export interface Scheme {
  /** Whether proving it takes more than having connected; such ids replace `auth` in access lists. */
  readonly authenticates: boolean
  isValid(id: string): boolean
  /** Whether someone known as `own` is meant by the list's `wanted`. */
  matches(own: string, wanted: string): boolean
  /** What whoAmI shows of an id. */
  userName(id: string): string
}

const digest: Scheme = {
  authenticates: true,
  isValid: (id) => id.split(':').length === 2,
  matches: (own, wanted) => own === wanted,
  userName: (id) => id.split(':')[0] ?? id,
}

const ip: Scheme = {
  authenticates: false,
  isValid: (id) => parseRange(id) !== undefined,
  matches: ipMatches,
  userName: (id) => id,
}

/** What a client says of the ensemble, not of itself: nobody is anybody by it. */
const ensemble: Scheme = {
  authenticates: false,
  isValid: () => false,
  matches: () => false,
  userName: (id) => id,
}

/** @param anyone this name means everyone with a SASL login */
function sasl(anyone: string | undefined): Scheme {
  return {
    authenticates: true,
    // A Kerberos principal has one @ at most.
    isValid: (id) => id.split('@').length <= 2,
    matches: (own, wanted) => own === 'super' || own === wanted || wanted === anyone,
    userName: (id) => id,
  }
}

function x509(superUser: string | undefined): Scheme {
  return {
    authenticates: true,
    isValid: isDistinguishedName,
    matches: (own, wanted) => own === superUser || own === wanted,
    userName: (id) => id,
  }
}

export type Schemes = ReadonlyMap<string, Scheme>

/** The schemes that are known to a server with these settings. */
export function schemesOf({ schemes, anySaslUser, x509SuperUser }: SchemeSettings): Schemes {
  const all = Object.entries({ digest, ip, ensemble, sasl: sasl(anySaslUser), x509: x509(x509SuperUser) })
  return new Map(all.filter(([name]) => schemes.has(name)))
}

export type SchemeSettings = Pick<SecurityConfig, 'schemes' | 'anySaslUser' | 'x509SuperUser'>

interface Range {
  readonly address: Buffer
  readonly bits: number
}

function ipMatches(own: string, wanted: string): boolean {
  const range = parseRange(wanted)
  const address = parseAddress(own)
  if (range === undefined || address === undefined) return false
  for (let bit = 0; bit < range.bits; bit++) {
    const mask = 0x80 >> (bit & 7)
    const index = bit >> 3
    if (((address[index] ?? 0) & mask) !== ((range.address[index] ?? 0) & mask)) return false
  }
  return true
}

function parseRange(text: string): Range | undefined {
  const [host = '', length, ...rest] = text.split('/')
  const address = parseAddress(host)
  if (address === undefined || rest.length > 0) return undefined
  const bits = length === undefined ? address.length * 8 : Number(length)
  if (length === '' || !Number.isInteger(bits) || bits < 0 || bits > address.length * 8) return undefined
  return { address, bits }
}

/** Only IPv4: ZooKeeper 3.8 takes no other addresses into access lists. */
function parseAddress(text: string): Buffer | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined
  return Buffer.from(parts.map(Number))
}
