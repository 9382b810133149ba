import { EntityStore } from '../../broker/configs/entity-store.ts'
import { paths } from '../../broker/znodes/paths.ts'
import { ClientError } from '../../client/errors.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { hashOrder, javaMapSize } from '../format/hash-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import type { ZooKeeperSecurity } from '../kit/zookeeper-security.ts'
import { connectOptions } from '../zookeeper-shell/connect-options.ts'
import { kafkaToolSecurity } from '../zookeeper-shell/tls-file.ts'
import type { Entities } from './entities.ts'
import type { ConfigOptions } from './options.ts'
import { childrenOf, entityText, requireBrokersDown, type StoredEntity, storedEntity } from './stored-entity.ts'

const timeoutMs = 30_000

/** Describes or alters past the brokers, which Kafka has taken back to what can't be done through them. */
export async function runOverZooKeeper(
  context: CommandContext,
  options: ConfigOptions,
  entities: Entities,
): Promise<void> {
  printLine(context.stdout, 'Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.')
  printLine(context.stdout, 'Use --bootstrap-server instead to specify a broker to connect to.')
  const security = await kafkaToolSecurity(context, options.value('zk-tls-config-file'))
  const zookeeper = await connect(context, options.value('zookeeper') ?? '', security)
  try {
    const entity = storedEntity(entities)
    if (options.has('alter')) {
      const [{ alterStored }, { changesOf }] = await Promise.all([import('./alter-stored.ts'), import('./changes.ts')])
      await alterStored(context, zookeeper, entity, changesOf(context, options))
    } else await describeStored(context, zookeeper, entity)
  } catch (error) {
    throw error instanceof ZooKeeperError ? keeperException(error) : error
  } finally {
    await zookeeper.close()
  }
}

function keeperException({ errorName = 'systemError', message }: ZooKeeperError): ClientError {
  const name = `${errorName.charAt(0).toUpperCase()}${errorName.slice(1)}Exception`
  return new ClientError(`org.apache.zookeeper.KeeperException$${name}`, message)
}

async function connect(context: CommandContext, server: string, security: ZooKeeperSecurity): Promise<ZooKeeperClient> {
  try {
    return await ZooKeeperClient.connect({
      ...connectOptions(context, { server, timeoutMs, readOnly: false, security }),
      retryConnectionLoss: true,
    })
  } catch (error) {
    if (!(error instanceof Error) || 'className' in error) throw error
    throw new ClientError('kafka.zookeeper.ZooKeeperClientTimeoutException', error.message)
  }
}

async function describeStored(
  { stdout }: CommandContext,
  zookeeper: ZooKeeperClient,
  entity: StoredEntity,
): Promise<void> {
  const { type, name } = entity
  if (type === 'brokers') {
    const complaint = '--bootstrap-server option must be specified to describe brokers'
    await requireBrokersDown(zookeeper, name, complaint)
  }
  const names = name === undefined ? await childrenOf(zookeeper, paths.configsOf(type)) : [name]
  const store = new EntityStore(zookeeper)
  for (const each of names) {
    const config = await store.read(type, each)
    // A user without settings has its node only for the quotas of its clients.
    if (config.size === 0 && name === undefined) continue
    const settings = hashOrder([...config], ([setting]) => setting, javaMapSize)
    const text = settings.map(([setting, value]) => `${setting}=${value}`).join(',')
    printLine(stdout, `Configs for ${entityText({ type, name: each })} are ${text}`)
  }
}
