import { randomUuid } from '../../base/uuid.ts'
import { type ConfigChange, incrementalAlterConfigs } from '../../client/admin/alter-configs.ts'
import { type ConfigEntry, describeConfigs } from '../../client/admin/describe-configs.ts'
import { listClientMetricsResources } from '../../client/admin/list-client-metrics-resources.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import type { ClientMetricsOptions } from './options.ts'
import { alteredSubscription, deletedSubscription, describedSubscription, listedSubscription } from './results.ts'

/** Does what the options say. @throws OptionError, KafkaError, ClientError */
export function act(context: CommandContext, cluster: Cluster, options: ClientMetricsOptions): Promise<void> {
  if (options.has('list')) return list(context, cluster)
  if (options.has('describe')) return describe(context, cluster, options.value('name'))
  if (options.has('delete')) return remove(context, cluster, options.value('name') ?? '')
  return alter(context, cluster, options)
}

async function list({ report }: CommandContext, cluster: Cluster): Promise<void> {
  const names = await listClientMetricsResources(cluster)
  const listed = names.map((name) => ({ name }))
  report.results(listedSubscription, listed, () => `${names.join('\n')}\n`)
}

async function describe({ report, stdout }: CommandContext, cluster: Cluster, name: string | undefined): Promise<void> {
  const names = name === undefined ? await listClientMetricsResources(cluster) : [name]
  for (const each of names) {
    printLine(stdout, `Client metrics configs for ${each} are:`)
    const entries = await settingsOf(cluster, each)
    const configs = Object.fromEntries(entries.map((entry) => [entry.name, entry.value]))
    report.results(describedSubscription, [{ name: each, configs }], () =>
      entries.map((entry) => `  ${entry.name}=${entry.value}\n`).join(''),
    )
  }
}

async function alter(context: CommandContext, cluster: Cluster, options: ClientMetricsOptions): Promise<void> {
  const name = options.value('name') ?? randomUuid(context.random)
  const [interval, metrics, match] = [options.value('interval'), options.values('metrics'), options.values('match')]
  const changes = [
    ...(interval === undefined ? [] : [change('interval.ms', String(interval))]),
    ...(options.has('metrics') ? [change('metrics', metrics.join(','))] : []),
    ...(options.has('match') ? [change('match', match.join(','))] : []),
  ]
  requireAll(await incrementalAlterConfigs(cluster, 'clientMetrics', new Map([[name, changes]])))
  context.report.results(alteredSubscription, [{ name }], () => `Altered client metrics config for ${name}.\n`)
}

/** Nothing puts a setting back to its default. */
const change = (name: string, value: string): ConfigChange =>
  value === '' ? { name, operation: 'delete', value: null } : { name, operation: 'set', value }

async function remove({ report }: CommandContext, cluster: Cluster, name: string): Promise<void> {
  const changes = (await settingsOf(cluster, name)).map((entry) => change(entry.name, ''))
  requireAll(await incrementalAlterConfigs(cluster, 'clientMetrics', new Map([[name, changes]])))
  report.results(deletedSubscription, [{ name }], () => `Deleted client metrics config for ${name}.\n`)
}

async function settingsOf(cluster: Cluster, name: string): Promise<readonly ConfigEntry[]> {
  return requireAll(await describeConfigs(cluster, 'clientMetrics', [name])).get(name) ?? []
}
