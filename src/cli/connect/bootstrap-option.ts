import { UsageError } from '../kit/usage-error.ts'

const hostAndPort = /^(?:.*?\[?[0-9a-zA-Z\-%._:]*\]?):[0-9]+$/

/** Whether each of the brokers between commas has a port. Commas at the end do no harm. */
export function haveHostAndPort(text: string): boolean {
  const servers = text.replace(/(?<=.),+$/, '').split(',')
  return servers.every((server) => hostAndPort.test(server))
}

/**
 * What some of Kafka's tools ask of a list of brokers before anything else.
 * @throws UsageError unless each has a port
 */
export function checkBootstrapServers(text: string): void {
  if (text.trim() === '') throw new UsageError('Error while validating the bootstrap address\n')
  if (haveHostAndPort(text)) return
  throw new UsageError('Please provide valid host:port like host1:9091,host2:9092\n')
}
