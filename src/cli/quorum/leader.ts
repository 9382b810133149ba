import type { QuorumDescription, QuorumReplica } from '../../client/admin/describe-quorum.ts'
import { JavaException } from '../kit/java-exception.ts'

/** @throws JavaException while there is no leader */
export function leaderOf({ leaderId, voters }: QuorumDescription): QuorumReplica {
  const leader = voters.find(({ replicaId }) => replicaId === leaderId)
  if (leader !== undefined) return leader
  throw new JavaException('java.util.NoSuchElementException', 'No value present')
}
