import type { Id } from '../../../wire/jute/data.ts'
import { packetType, QuorumPacket } from '../../../wire/jute/quorum.ts'
import { encodeJute } from '../../../wire/schema/index.ts'

/** The bytes of a packet. */
export function packet(
  type: number,
  zxid: bigint,
  data: Buffer | null = null,
  ids: readonly Id[] | null = null,
): Buffer {
  return encodeJute(QuorumPacket, { type, zxid, data, authinfo: ids === null ? null : [...ids] })
}

/** @param bytes the transaction */
export function proposalPacket(zxid: bigint, bytes: Buffer): Buffer {
  return packet(packetType.proposal, zxid, bytes)
}
