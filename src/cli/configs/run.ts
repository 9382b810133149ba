import type { Cluster } from '../../client/cluster.ts'
import { illegalArgument, javaClassOf, javaText } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OptionError } from '../kit/jopt/option-error.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { checkConfigOptions } from './checks.ts'
import type { Entities } from './entities.ts'
import type { ConfigOptions } from './options.ts'

/** kafka-configs from its options to its exit code. */
export async function runConfigs(context: CommandContext, options: ConfigOptions): Promise<number> {
  try {
    const entities = await checkConfigOptions(options, (host) => isResolvable(context, host))
    if (options.has('zookeeper')) {
      await (await import('./zookeeper.ts')).runOverZooKeeper(context, options, entities)
    } else await runOverBroker(context, options, entities)
    return 0
  } catch (error) {
    if (error instanceof UsageError || error instanceof OutputClosed) throw error
    fail(context, error)
    return 1
  }
}

async function isResolvable(context: CommandContext, host: string): Promise<boolean> {
  try {
    return (await (await context.transport()).resolve(host)).length > 0
  } catch {
    return false
  }
}

const shortly = new Set([
  'java.lang.IllegalArgumentException',
  'java.lang.NumberFormatException',
  'org.apache.kafka.common.errors.InvalidConfigurationException',
])

/** What is wrong with the command line is told in a line; all else with the exception that Java would have met. */
function fail({ report, stderr, args }: CommandContext, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const briefly = error instanceof OptionError || shortly.has(javaClassOf(error) ?? '')
  report.failure(error, () => {
    if (briefly) printLine(stderr, message)
    else stderr.write(`Error while executing config command with args '${args.join(' ')}'\n${trace(error)}`)
  })
}

/** As Java prints it, without the stack; of its causes those that it doesn't name itself. */
function trace(error: unknown): string {
  const text = javaText(error)
  const cause = error instanceof Error ? error.cause : undefined
  if (cause === undefined || text.includes(javaText(cause))) return `${text}\n`
  return `${text}\nCaused by: ${trace(cause)}`
}

async function runOverBroker(context: CommandContext, options: ConfigOptions, entities: Entities): Promise<void> {
  const cluster = await connect(context, options)
  try {
    if (options.has('alter') && entities.types.length !== entities.names.length) {
      throw illegalArgument('An entity name must be specified for every entity type')
    }
    const { Session } = await import('./session.ts')
    const session = new Session(context, cluster, options.has('bootstrap-controller'))
    if (options.has('alter')) {
      const [{ alter }, { changesOf }] = await Promise.all([import('./alter.ts'), import('./changes.ts')])
      await alter(session, entities, changesOf(context, options))
    } else await describe(session, options, entities)
  } finally {
    cluster.close()
  }
}

async function connect(context: CommandContext, options: ConfigOptions): Promise<Cluster> {
  const { openCluster } = await import('../connect/admin.ts')
  const servers = options.value(options.has('bootstrap-server') ? 'bootstrap-server' : 'bootstrap-controller') ?? ''
  return openCluster(context, servers, options.value('command-config'))
}

async function describe(
  session: import('./session.ts').Session,
  options: ConfigOptions,
  entities: Entities,
): Promise<void> {
  const [type = '', name] = [entities.types[0], entities.names[0]]
  if (type === 'ips') await (await import('./quotas.ts')).describeQuotas(session, entities)
  else if (type === 'users' || type === 'clients') {
    await (await import('./users.ts')).describeUsersAndClients(session, entities)
  } else await (await import('./describe.ts')).describeResources(session, type, name, options.has('all'))
}
