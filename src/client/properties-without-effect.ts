import { ConfigReader } from './config-reader.ts'

type Check = (read: ConfigReader, name: string) => unknown

const truth: Check = (read, name) => read.boolean(name, false)
const int: Check = (read, name) => read.int(name, 0)
const long: Check = (read, name) => read.long(name, 0)
const double: Check = (read, name) => read.double(name, 0, { min: -Infinity, max: Infinity })
const longFrom =
  (min: number): Check =>
  (read, name) =>
    read.long(name, min, { min })
const oneOf =
  (...words: readonly [string, ...string[]]): Check =>
  (read, name) =>
    read.oneOf(name, words[0], words)

/**
 * What Kafka's clients know of the JVM's name service, metrics, telemetry, Kerberos, and what only servers check of tokens: there is
 * nothing to set here (`metrics/sampling.ts` reads its own for those who keep metrics), but a slip is one all the same.
 */
export const commonWithoutEffect: Readonly<Record<string, Check>> = {
  'client.dns.lookup': oneOf('use_all_dns_ips', 'resolve_canonical_bootstrap_servers_only'),
  'socket.connection.setup.timeout.max.ms': long,
  'enable.metrics.push': truth,
  'metrics.sample.window.ms': longFrom(0),
  'metrics.num.samples': (read, name) => read.int(name, 1, { min: 1 }),
  'metrics.recording.level': oneOf('INFO', 'DEBUG', 'TRACE'),
  'auto.include.jmx.reporter': truth,
  'sasl.kerberos.ticket.renew.window.factor': double,
  'sasl.kerberos.ticket.renew.jitter': double,
  'sasl.kerberos.min.time.before.relogin': long,
  'sasl.oauthbearer.jwks.endpoint.refresh.ms': long,
  'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms': long,
  'sasl.oauthbearer.jwks.endpoint.retry.backoff.ms': long,
  'sasl.oauthbearer.clock.skew.seconds': int,
}

/** Brokers are all alike to our partitioner, and topics are not forgotten. */
export const producerWithoutEffect: Readonly<Record<string, Check>> = {
  'partitioner.adaptive.partitioning.enable': truth,
  'partitioner.availability.timeout.ms': longFrom(0),
  'metadata.max.idle.ms': longFrom(5000),
}

/** Kafka's own, for Kafka Streams. */
export const consumerWithoutEffect: Readonly<Record<string, Check>> = {
  'internal.leave.group.on.close': truth,
  'internal.throw.on.fetch.stable.offset.unsupported': truth,
}

/** @throws ClientError (ConfigException) on a value that does not fit */
export function checkWithoutEffect(read: ConfigReader, checks: Readonly<Record<string, Check>>): void {
  for (const [name, check] of Object.entries(checks)) check(read, name)
}

/** @throws ClientError (KafkaException) where a class of the user's own is to have a say */
export function refuseClasses(
  properties: ReadonlyMap<string, string>,
  names: readonly string[] = ['metric.reporters', 'interceptor.classes'],
): void {
  const read = new ConfigReader(properties)
  for (const name of names) read.noClasses(name, ['org.apache.kafka.common.metrics.JmxReporter'])
}
