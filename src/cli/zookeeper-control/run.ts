import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { findPlace, type ServerPlace } from './place.ts'
import { printCommand, startServer, stopServer } from './processes.ts'
import { serverVersion } from './results.ts'
import { printStatus } from './status.ts'

const verbs = 'start|start-foreground|stop|version|restart|status|print-cmd'

type Action = (context: CommandContext, place: ServerPlace) => Promise<number> | number

const actions = new Map<string, Action>([
  ['start', startServer],
  ['start-foreground', runInForeground],
  ['stop', stopServer],
  ['restart', restart],
  ['status', printStatus],
  ['version', printVersion],
  ['print-cmd', printCommand],
])

/** zkServer.sh from its arguments to its exit code. */
export async function runControl(context: CommandContext): Promise<number> {
  const [folder, [verb, argument]] = withoutFolder(context.args)
  const place = findPlace(context, folder, argument)
  announce(context, place)
  const action = actions.get(verb ?? '')
  if (action !== undefined) return action(context, place)
  const usage = `Usage: zkServer.sh [--config <conf-dir>] {${verbs}}`
  context.report.failure(new UsageError(usage), () => printLine(context.stderr, usage))
  return 0
}

function withoutFolder(args: readonly string[]): [folder: string | undefined, rest: readonly string[]] {
  const [first, folder, ...rest] = args
  return first === '--config' && folder !== undefined ? [folder, rest] : [undefined, args]
}

/** There is no JMX here; the line is what scripts see from ZooKeeper's own. */
function announce({ stderr, env }: CommandContext, { configFile }: ServerPlace): void {
  const isDisabled = (env.JMXDISABLE ?? 'false') !== 'false' && env.JMXDISABLE !== ''
  printLine(stderr, isDisabled ? 'JMX disabled by user request' : 'ZooKeeper JMX enabled by default')
  printLine(stderr, `Using config: ${configFile}`)
}

async function runInForeground(context: CommandContext, { configFile }: ServerPlace): Promise<number> {
  const { runZooKeeperServer } = await import('../zookeeper-server/run.ts')
  return runZooKeeperServer(context, configFile)
}

/** Each half says once more what it goes by. */
async function restart(context: CommandContext, place: ServerPlace): Promise<number> {
  announce(context, place)
  await stopServer(context, place)
  announce(context, place)
  return startServer(context, place)
}

async function printVersion({ report }: CommandContext): Promise<number> {
  const { zooKeeperVersion } = await import('../../wire/jute/version.ts')
  const [, version = '', built = ''] = /^([^-]+)-\w+, built on (.*)$/.exec(zooKeeperVersion) ?? []
  report.results(serverVersion, [{ version, built }], () => `Apache ZooKeeper, version ${version} ${built}\n`)
  return 0
}
