/** The `ephemeralOwner` of a container: no session has this id. */
export const containerOwner = -(2n ** 63n)

const ttlMark = 0xffn << 56n
const ttlBits = 40n
const maxTtl = 2 ** 40 - 1

/** What a node's `ephemeralOwner` says about its end. */
export type Lifetime = 'persistent' | 'container' | 'ttl' | 'ephemeral'

/** @param ttlEnabled whether the server knows TTL nodes (`extendedTypesEnabled`); else such owners are session ids */
export function lifetimeOf(owner: bigint, ttlEnabled: boolean): Lifetime {
  if (owner === 0n) return 'persistent'
  if (owner === containerOwner) return 'container'
  return ttlEnabled && BigInt.asUintN(64, owner) >> 56n === 0xffn ? 'ttl' : 'ephemeral'
}

export function isValidTtl(milliseconds: number): boolean {
  return milliseconds > 0 && milliseconds <= maxTtl
}

export function ttlOwner(milliseconds: number): bigint {
  return BigInt.asIntN(64, ttlMark | BigInt(milliseconds))
}

export function ttlOf(owner: bigint): number {
  return Number(BigInt.asUintN(Number(ttlBits), owner))
}
