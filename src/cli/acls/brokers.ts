import { createAcls } from '../../client/admin/create-acls.ts'
import { deleteAcls } from '../../client/admin/delete-acls.ts'
import { describeAcls } from '../../client/admin/describe-acls.ts'
import { type Outcome, requireAll } from '../../client/admin/outcome.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { AclOptions } from './options.ts'
import type { AclService } from './service.ts'

/** The cluster's own entries, through its brokers. */
export async function brokersAcls(context: CommandContext, options: AclOptions): Promise<AclService> {
  const servers = options.value('bootstrap-server') ?? ''
  const cluster = await openCluster(context, servers, options.value('command-config'))
  return {
    find: (filter) => describeAcls(cluster, filter),
    add: async (pattern, entries) => {
      const bindings = entries.map((entry) => ({ pattern, entry }))
      values(await createAcls(cluster, bindings))
      return []
    },
    remove: async (filters) => values(await deleteAcls(cluster, filters)).flat(),
    close: async () => cluster.close(),
    failureOf: callFailure,
  }
}

/** The values alone; throws the first error among the outcomes. */
const values = <T>(outcomes: readonly Outcome<T>[]): T[] => [...requireAll(new Map(outcomes.entries())).values()]
