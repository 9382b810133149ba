import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { EntityStore } from '../../broker/configs/entity-store.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { openZooKeeper, throwingAsJava } from '../connect/zookeeper.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { kafkaToolSecurity } from '../zookeeper-shell/tls-file.ts'
import type { Entities } from './entities.ts'
import type { ConfigOptions } from './options.ts'
import { storedConfig } from './results.ts'
import { entityText, requireBrokersDown, type StoredEntity, shownName, storedEntity } from './stored-entity.ts'

const timeoutMs = 30_000

/** Describes or alters past the brokers, which Kafka has taken back to what can't be done through them. */
export async function runOverZooKeeper(
  context: CommandContext,
  options: ConfigOptions,
  entities: Entities,
): Promise<void> {
  context.report.remark('Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.')
  context.report.remark('Use --bootstrap-server instead to specify a broker to connect to.')
  const security = await kafkaToolSecurity(context, options.value('zk-tls-config-file'))
  const server = options.value('zookeeper') ?? ''
  const timeouts = { sessionTimeoutMs: timeoutMs, connectionTimeoutMs: timeoutMs }
  const zookeeper = await openZooKeeper(context, { server, ...timeouts, security })
  const work = async () => {
    const entity = storedEntity(entities)
    if (options.has('alter')) {
      const [{ alterStored }, { changesOf }] = await Promise.all([import('./alter-stored.ts'), import('./changes.ts')])
      await alterStored(context, zookeeper, entity, changesOf(context, options))
    } else await describeStored(context, zookeeper, entity)
  }
  try {
    await throwingAsJava(work)
  } finally {
    await zookeeper.close()
  }
}

async function describeStored(
  { report }: CommandContext,
  zookeeper: ZooKeeperClient,
  { type, name }: StoredEntity,
): Promise<void> {
  if (type === 'brokers') {
    const complaint = '--bootstrap-server option must be specified to describe brokers'
    await requireBrokersDown(zookeeper, name, complaint)
  }
  const store = new EntityStore(zookeeper)
  const names = name === undefined ? await store.names(type) : [name]
  for (const each of names) {
    const config = await store.read(type, each)
    // A user without settings has its node only for the quotas of its clients.
    if (config.size === 0 && name === undefined) continue
    const settings = hashOrder([...config], ([setting]) => setting, javaMapSize)
    const entity = { type, name: each }
    const stored = { entityType: type, entityName: shownName(entity), settings: Object.fromEntries(settings) }
    report.results(storedConfig, [stored], () => {
      const text = settings.map(([setting, value]) => `${setting}=${value}`).join(',')
      return `Configs for ${entityText(entity)} are ${text}\n`
    })
  }
}
