import type { Random } from '../../../base/random.ts'
import { JavaException } from '../../kit/java-exception.ts'
import { defaultFormatter } from './default.ts'
import type { Formatter } from './formatter.ts'

/** @throws JavaException (ClassNotFoundException) for a class that is none of Kafka's own */
export async function formatterNamed(
  className: string,
  settings: ReadonlyMap<string, string>,
  random: Random,
): Promise<Formatter> {
  switch (className) {
    // It also logs each message, at a level that the tools' own set-up does not show.
    case 'kafka.tools.LoggingMessageFormatter':
    case 'kafka.tools.DefaultMessageFormatter':
      return defaultFormatter(settings, random)
    case 'kafka.tools.NoOpMessageFormatter':
      return { write() {} }
    case 'kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter':
      return (await import('./offsets-topic.ts')).offsetsFormatter
    case 'kafka.coordinator.group.GroupMetadataManager$GroupMetadataMessageFormatter':
      return (await import('./offsets-topic.ts')).groupMetadataFormatter
    case 'kafka.coordinator.transaction.TransactionLog$TransactionLogMessageFormatter':
      return (await import('./transaction-log.ts')).transactionLogFormatter
    default:
      throw new JavaException('java.lang.ClassNotFoundException', className)
  }
}
