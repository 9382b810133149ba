import { UsageError } from '../kit/usage-error.ts'

const port = /^(?:.*?\[?[0-9a-zA-Z\-%._:]*\]?):[0-9]+$/

/**
 * What some of Kafka's tools ask of a list of brokers before anything else.
 * @throws UsageError unless each has a port
 */
export function checkBootstrapServers(text: string): void {
  if (text.trim() === '') throw new UsageError('Error while validating the bootstrap address\n')
  if (text.split(',').every((server) => port.test(server))) return
  throw new UsageError('Please provide valid host:port like host1:9091,host2:9092\n')
}
