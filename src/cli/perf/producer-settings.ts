import { readCommandConfig } from '../connect/command-config.ts'
import { ArgumentError } from '../kit/argparse/argument-error.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { defaultTransactionalId, type ProducerPerfOptions } from './producer-options.ts'

/**
 * The producer's settings: the file, then `--producer-props`.
 * @throws ArgumentError without any, JavaException for a property without a value
 */
export function perfProducerSettings(context: CommandContext, options: ProducerPerfOptions): Map<string, string> {
  const file = options.value('producer.config')
  if (file === undefined && !options.has('producer-props')) {
    throw new ArgumentError('Either --producer-props or --producer.config must be specified.')
  }
  const settings = readCommandConfig(context, file)
  for (const text of options.values('producer-props')) {
    const [key, value, ...more] = text.replace(/=+$/, '').split('=')
    if (key === undefined || value === undefined || more.length > 0) {
      throw new JavaException('java.lang.IllegalArgumentException', `Invalid property: ${text}`)
    }
    settings.set(key, value)
  }
  if ((options.value('transaction-duration-ms') ?? 0) > 0) {
    settings.set('transactional.id', options.value('transactional-id') ?? defaultTransactionalId)
  }
  if (!settings.has('client.id')) settings.set('client.id', 'perf-producer-client')
  return settings
}
