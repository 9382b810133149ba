import type { AccessControlEntry, AclBinding, AclFilter, ResourcePattern } from '../../client/acl.ts'
import type { Failure } from '../connect/failure.ts'

/** Whoever keeps the entries: brokers, or ZooKeeper behind their backs. */
export interface AclService {
  find(filter: AclFilter): Promise<AclBinding[]>
  /** Gives what could not be added, where that does not end the command. */
  add(pattern: ResourcePattern, entries: readonly AccessControlEntry[]): Promise<readonly Error[]>
  /** Gives what went. */
  remove(filters: readonly AclFilter[]): Promise<readonly AclBinding[]>
  close(): Promise<void>
  /** What one of these failed with, as Kafka's tool would have caught it. */
  failureOf(error: unknown): Failure
}
