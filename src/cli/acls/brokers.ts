import { createAcls } from '../../client/admin/create-acls.ts'
import { deleteAcls } from '../../client/admin/delete-acls.ts'
import { describeAcls } from '../../client/admin/describe-acls.ts'
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
      throwFirst(
        await createAcls(
          cluster,
          entries.map((entry) => ({ pattern, entry })),
        ),
      )
      return []
    },
    remove: async (filters) => throwFirst(await deleteAcls(cluster, filters)),
    close: async () => cluster.close(),
    failureOf: callFailure,
  }
}

function throwFirst(outcomes: readonly unknown[]): void {
  const failure = outcomes.find((outcome) => outcome instanceof Error)
  if (failure !== undefined) throw failure
}
