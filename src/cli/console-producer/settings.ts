import { haveHostAndPort } from '../connect/bootstrap-option.ts'
import { readCommandConfig } from '../connect/command-config.ts'
import { parseKeyValues } from '../connect/key-values.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { ConsoleProducerOptions } from './options.ts'

/** Producer settings that have options of their own; of two for one setting, the later wins. */
const merged = [
  ['linger.ms', 'timeout'],
  ['acks', 'request-required-acks'],
  ['request.timeout.ms', 'request-timeout-ms'],
  ['retries', 'message-send-max-retries'],
  ['retry.backoff.ms', 'retry-backoff-ms'],
  ['buffer.memory', 'max-memory-bytes'],
  ['batch.size', 'batch-size'],
  ['batch.size', 'max-partition-memory-bytes'],
  ['metadata.max.age.ms', 'metadata-expiry-ms'],
  ['max.block.ms', 'max-block-ms'],
] as const

/** The producer's settings: file, then `--producer-property`, then the options; an option's default only where nothing else speaks. */
export function producerSettings(context: CommandContext, options: ConsoleProducerOptions): Map<string, string> {
  const settings = readCommandConfig(context, options.value('producer.config'))
  for (const [key, value] of parseKeyValues(options.values('producer-property'))) settings.set(key, value)
  settings.set('bootstrap.servers', bootstrapServers(options))
  settings.set('compression.type', compression(options))
  if (!settings.has('client.id')) settings.set('client.id', 'console-producer')
  for (const [key, option] of merged) {
    if (options.has(option) || !settings.has(key)) settings.set(key, String(options.value(option)))
  }
  // Its default is left to the system, which fits the buffer to the connection.
  if (options.has('socket-buffer-size')) settings.set('send.buffer.bytes', String(options.value('socket-buffer-size')))
  return settings
}

/** The line reader's settings: file, then `--property`. */
export function readerSettings(context: CommandContext, options: ConsoleProducerOptions): Map<string, string> {
  const settings = readCommandConfig(context, options.value('reader-config'))
  for (const [key, value] of parseKeyValues(options.values('property'))) settings.set(key, value)
  return settings
}

/** @throws UsageError when one of the servers is no host with a port */
export function checkServers(options: ConsoleProducerOptions): void {
  if (haveHostAndPort(bootstrapServers(options))) return
  throw new UsageError('Please provide valid host:port like host1:9091,host2:9092\n ')
}

function bootstrapServers(options: ConsoleProducerOptions): string {
  return options.value('bootstrap-server') ?? options.value('broker-list') ?? ''
}

function compression(options: ConsoleProducerOptions): string {
  if (!options.has('compression-codec')) return 'none'
  return options.value('compression-codec') || 'gzip'
}
