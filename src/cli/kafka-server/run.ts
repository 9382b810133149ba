import { nodeDisk } from '../../base/disk/node-disk.ts'
import type { Logger } from '../../base/logger.ts'
import { type RunningBroker, startBroker } from '../../broker/server/start.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { ConnectionTimeout } from '../../zookeeper/client/lasting-session.ts'
import { readProperties } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException, javaTrace } from '../kit/java-exception.ts'
import { OptionError } from '../kit/jopt/option-error.ts'
import { kafkaSecurity } from '../kit/zookeeper-security.ts'
import { asJavaException } from '../server-process/config-fault.ts'
import { controlledTransport } from '../server-process/controlled-transport.ts'
import { startedServer } from '../server-process/results.ts'
import { serverLog } from '../server-process/server-log.ts'
import { ArgumentsError, parseOverrides } from './arguments.ts'

/** Runs a broker until a signal ends it, or a fault; gives the exit code. */
export async function runBroker(context: CommandContext, args: readonly string[]): Promise<number> {
  const { clock, random } = context
  const logger = serverLog(context, 'kafka.Kafka$')
  const interrupted = new Promise<undefined>((resolve) =>
    context.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  try {
    const properties = serverProperties(context, args)
    const [transport, zookeeper] = await Promise.all([controlledTransport(context), kafkaSecurity(context, properties)])
    const starting = startBroker({ properties, transport, zookeeper, disk: nodeDisk, clock, random, logger })
    const broker = await Promise.race([starting, interrupted])
    if (broker !== undefined) {
      tellStart(context, broker)
      return await whileMeasured(context, broker, () => untilEnded(broker, interrupted, logger))
    }
    logger.named('kafka.server.KafkaServer').warn('Interrupted while it was starting up, before it served anyone')
    return 1
  } catch (error) {
    return reportFailure(context, error, logger)
  }
}

function tellStart({ report }: CommandContext, { endpoints }: RunningBroker): void {
  const addresses = endpoints.map(({ host, port }) => `${host}:${port}`)
  report.results(startedServer, [{ pid: process.pid, addresses }], () => '')
}

/** The file's settings under the command line's; paths in them are relative to where the command was started. */
function serverProperties(context: CommandContext, [file = '', ...rest]: readonly string[]): Map<string, string> {
  return new Map([...readProperties(context, file), ...parseOverrides(rest)])
}

/** With JMX_PORT set, as Kafka's script has it, the broker's numbers are to be had there meanwhile. */
async function whileMeasured(
  { env }: CommandContext,
  broker: RunningBroker,
  run: () => Promise<number>,
): Promise<number> {
  const port = Number(env.JMX_PORT ?? '')
  if (!(port > 0)) return run()
  const { serveMetrics } = await import('./metrics-page.ts')
  const end = await serveMetrics(broker, port)
  try {
    return await run()
  } finally {
    await end()
  }
}

async function untilEnded(broker: RunningBroker, interrupted: Promise<undefined>, logger: Logger): Promise<number> {
  const fault = await Promise.race([broker.ended, interrupted])
  if (fault !== undefined) logger.named('kafka.log.LogManager').fatal(fault.message)
  else logger.named('org.apache.kafka.common.utils.LoggingSignalHandler').info('Terminating process due to signal')
  await broker.close()
  return fault === undefined ? 0 : 1
}

/** As Java names it: ZooKeeper's refusals have a class each; Kafka's other exceptions carry their message alike. */
function exceptionOf(error: unknown): string {
  if (error instanceof ConnectionTimeout) return 'kafka.zookeeper.ZooKeeperClientTimeoutException'
  if (!(error instanceof ZooKeeperError)) return 'org.apache.kafka.common.KafkaException'
  const { errorName = 'system' } = error
  return `org.apache.zookeeper.KeeperException$${errorName.charAt(0).toUpperCase()}${errorName.slice(1)}Exception`
}

function reportFailure(context: CommandContext, fault: unknown, logger: Logger): number {
  const error = asJavaException(fault)
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ArgumentsError) {
    context.report.failure(error, () => context.stderr.write(`${message}\n${error.help}`))
    return 1
  }
  context.report.failure(error, () => {})
  if (error instanceof JavaException || error instanceof OptionError) {
    const thrown = error instanceof JavaException ? javaTrace(error) : `${error.className}: ${message}`
    logger.error('Exiting Kafka due to fatal exception', thrown)
    return 1
  }
  const thrown = `${exceptionOf(error)}: ${message}`
  logger.named('kafka.server.KafkaServer').error('Fatal error during KafkaServer startup. Prepare to shutdown', thrown)
  logger.error('Exiting Kafka due to fatal exception during startup.', thrown)
  return 1
}
