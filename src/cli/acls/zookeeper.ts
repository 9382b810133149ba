import { AclStore } from '../../broker/acls/acl-store.ts'
import type { AccessControlEntry, ResourcePattern } from '../../client/acl.ts'
import { ClientError } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { localFailure } from '../connect/failure.ts'
import { openZooKeeper, throwingAsJava } from '../connect/zookeeper.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { authorizerSettings } from './authorizer-settings.ts'
import type { AclOptions } from './options.ts'
import type { AclService } from './service.ts'

/** The entries where Kafka's AclAuthorizer keeps them, without asking a broker. */
export async function zooKeeperAcls(context: CommandContext, options: AclOptions): Promise<AclService> {
  const { secured, ...connection } = await authorizerSettings(context, options)
  const zookeeper = await openZooKeeper(context, { ...connection, createChroot: true })
  const store = new AclStore({ zookeeper, secured, clock: context.clock, random: context.random })
  try {
    await throwingAsJava(() => store.prepare())
  } catch (error) {
    await zookeeper.close()
    throw error
  }
  return {
    find: (filter) => throwingAsJava(() => store.find(filter)),
    add: (pattern, entries) => addOrTell(store, pattern, entries),
    remove: (filters) => throwingAsJava(() => store.remove(filters)),
    close: () => zookeeper.close(),
    failureOf: localFailure,
  }
}

/** What can't be stored is an error of each of its entries, and the command goes on. */
async function addOrTell(
  store: AclStore,
  pattern: ResourcePattern,
  entries: readonly AccessControlEntry[],
): Promise<Error[]> {
  if (pattern.name.includes('/')) return entries.map(() => new KafkaError('INVALID_REQUEST', 'Failed to create ACL'))
  try {
    await throwingAsJava(() => store.add(pattern, entries))
    return []
  } catch (error) {
    const cause = localFailure(error).thrown
    return entries.map(() => new ClientError('org.apache.kafka.common.errors.ApiException', cause))
  }
}
