import { readCommandConfig } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ConsumerPerfOptions } from './consumer-options.ts'

/** The consumer's settings: the file, over which the options win. @throws JavaException when it can't be read */
export function perfConsumerSettings(context: CommandContext, options: ConsumerPerfOptions): Map<string, string> {
  const settings = readCommandConfig(context, options.value('consumer.config'))
  const servers = options.value(options.has('bootstrap-server') ? 'bootstrap-server' : 'broker-list') ?? ''
  settings.set('bootstrap.servers', servers)
  settings.set('group.id', options.value('group') ?? `perf-consumer-${context.random.int(100_000)}`)
  // Its default is left to the system, which fits the buffer to the connection.
  if (options.has('socket-buffer-size'))
    settings.set('receive.buffer.bytes', String(options.value('socket-buffer-size')))
  settings.set('max.partition.fetch.bytes', String(options.value('fetch-size')))
  settings.set('auto.offset.reset', options.has('from-latest') ? 'latest' : 'earliest')
  settings.set('check.crcs', 'false')
  if (!settings.has('client.id')) settings.set('client.id', 'perf-consumer-client')
  return settings
}
