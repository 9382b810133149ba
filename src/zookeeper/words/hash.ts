import type { Word } from './word.ts'

/** Digests of the tree by zxids, to compare the servers of an ensemble. */
export const hash: Word = ({ database }) =>
  database.digests.map(({ zxid, digest }) => `${zxid.toString(16)}:${BigInt.asIntN(64, digest)}\n`).join('')
