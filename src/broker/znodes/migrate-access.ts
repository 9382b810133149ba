import { isZooKeeperError, ZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { ensurePath } from '../server/top-level-paths.ts'
import { securedRoots, znodeAcl } from './access.ts'

export interface AccessMigration {
  readonly zookeeper: ZooKeeperClient
  /** Whether only the one who is logged in may change the znodes, or everybody. */
  readonly secured: boolean
  /** A znode has its new access list. */
  readonly changed: (path: string) => void
  /** One was deleted before its turn came. */
  readonly gone: (path: string, step: 'children' | 'access') => void
  /** One could not be changed; the others still are. */
  readonly refused: (error: ZooKeeperError) => void
}

/** The roots that are not there. */
export async function missingRoots(zookeeper: ZooKeeperClient): Promise<string[]> {
  const stats = await Promise.all(securedRoots.map((path) => zookeeper.exists(path)))
  return securedRoots.filter((_, index) => stats[index] === undefined)
}

/** Sets the access list of one znode alone. */
export async function setAccess(migration: AccessMigration, path: string): Promise<void> {
  await attempt(migration, path, 'access', async () => {
    await migration.zookeeper.setAcl(path, znodeAcl(path, migration.secured))
    migration.changed(path)
  })
}

/** Sets the access lists of all that Kafka keeps to itself; makes the roots that are missing, but never a controller. */
export async function migrateRoots(migration: AccessMigration): Promise<void> {
  const { zookeeper, secured } = migration
  for (const root of securedRoots) {
    const isController = root === '/controller'
    if (isController && (await zookeeper.exists(root)) === undefined) continue
    await ensurePath(zookeeper, root, znodeAcl(root, secured))
    await setBelow(migration, root)
  }
}

async function setBelow(migration: AccessMigration, path: string): Promise<void> {
  const children = attempt(migration, path, 'children', async () => (await migration.zookeeper.children(path)).children)
  await setAccess(migration, path)
  await Promise.all(((await children) ?? []).map((child) => setBelow(migration, `${path}/${child}`)))
}

/** Undefined when it did not work out. @throws ZooKeeperError when nothing will any more */
async function attempt<T>(
  { gone, refused }: AccessMigration,
  path: string,
  step: 'children' | 'access',
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ZooKeeperError) || isZooKeeperError(error, 'sessionExpired')) throw error
    if (isZooKeeperError(error, 'noNode')) gone(path, step)
    else refused(error)
    return undefined
  }
}
