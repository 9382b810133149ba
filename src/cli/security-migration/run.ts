import { type AccessMigration, migrateRoots, missingRoots, setAccess } from '../../broker/znodes/migrate-access.ts'
import { illegalArgument } from '../../client/errors.ts'
import { isZooKeeperError, ZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { localFailure } from '../connect/failure.ts'
import { openZooKeeper, throwingAsJava } from '../connect/zookeeper.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { provenIdentity } from './identity.ts'
import { type MigrationOptions, migrationAbout } from './options.ts'
import { changedZnode } from './results.ts'

/** zookeeper-security-migration from its options to its exit code. */
export async function runMigration(context: CommandContext, options: MigrationOptions): Promise<number> {
  try {
    return await migrate(context, options)
  } catch (error) {
    if (error instanceof UsageError || error instanceof OutputClosed) throw error
    context.report.failure(error, () => printLine(context.stderr, localFailure(error).thrown))
    return 1
  }
}

async function migrate(context: CommandContext, options: MigrationOptions): Promise<number> {
  const security = await provenIdentity(context, options.value('zk-tls-config-file'))
  const wanted = options.value('zookeeper.acl')
  if (wanted !== 'secure' && wanted !== 'unsecure') throw new UsageError(migrationAbout)
  const zookeeper = await openZooKeeper(context, {
    server: options.value('zookeeper.connect'),
    sessionTimeoutMs: options.value('zookeeper.session.timeout'),
    connectionTimeoutMs: options.value('zookeeper.connection.timeout'),
    security,
  })
  try {
    return await throwingAsJava(() => setAll(context, options, zookeeper))
  } finally {
    await zookeeper.close()
  }
}

/** One that is refused ends with that error, but only after the others had their turn. */
async function setAll(context: CommandContext, options: MigrationOptions, zookeeper: ZooKeeperClient): Promise<number> {
  const refusals: ZooKeeperError[] = []
  const migration = migrationOf(context, zookeeper, options.value('zookeeper.acl') === 'secure', refusals)
  await setAccess(migration, '/')
  const missing = await missingRoots(zookeeper)
  if (missing.length > 0) {
    context.report.remark(
      `Warning: The following secure root paths do not exist in ZooKeeper: ${missing.join(',')}\nThat might be due to an incorrect chroot is specified when executing the command.`,
    )
    if (options.has('enable.path.check')) {
      context.report.remark('Exit the command.')
      return 1
    }
  }
  await migrateRoots(migration).catch(rethrow)
  // Which one it was stood there already; Kafka's exception does not say it again.
  if (refusals[0] !== undefined) throw new ZooKeeperError(refusals[0].code)
  return 0
}

function migrationOf(
  { report, stdout, logger }: CommandContext,
  zookeeper: ZooKeeperClient,
  secured: boolean,
  refusals: ZooKeeperError[],
): AccessMigration {
  const log = logger.named('kafka.admin.ZkSecurityMigrator')
  return {
    zookeeper,
    secured,
    changed: (path) => report.results(changedZnode, [{ path, secured }], () => ''),
    gone: (path, step) => {
      const what = step === 'access' ? 'Znode' : 'Node'
      log.warn(`${what} is gone, it could be have been legitimately deleted: ${path}`)
    },
    refused: (error) => {
      printLine(stdout, `Unexpected return code: ${error.code}`)
      refusals.push(error)
    },
  }
}

/** Where the chroot is missing Kafka's client goes up until no path is left. */
function rethrow(error: unknown): never {
  throw isZooKeeperError(error, 'noNode') ? illegalArgument('Path length must be > 0') : error
}
