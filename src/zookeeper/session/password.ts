const secret = 0xb3415c00n
const multiplier = 0x5deece66dn
const mask = (1n << 48n) - 1n

/**
 * The 16 bytes that prove that a client owns a session: what `java.util.Random`, seeded from the session's id, gives.
 * Any server computes them anew, so none has to store or send them.
 */
export function sessionPassword(sessionId: bigint): Buffer {
  let seed = (BigInt.asUintN(64, sessionId) ^ secret ^ multiplier) & mask
  const password = Buffer.alloc(16)
  for (let at = 0; at < 16; at += 4) {
    seed = (seed * multiplier + 0xbn) & mask
    password.writeInt32LE(Number(BigInt.asIntN(32, seed >> 16n)), at)
  }
  return password
}

/** A client may only take up a session again with its password; nobody has session 0. */
export function isPasswordOf(sessionId: bigint, password: Buffer | null): boolean {
  return sessionId !== 0n && password !== null && sessionPassword(sessionId).equals(password)
}
