import type { Address } from '../../net/transport.ts'
import { ConfigError } from './config-error.ts'
import type { PropertyReader } from './property-reader.ts'

export interface AdminConfig {
  readonly address: Address
  /** What the paths of all commands begin with. */
  readonly commandUrl: string
}

/** `admin.*`; undefined when it is switched off. */
export function adminConfig(read: PropertyReader): AdminConfig | undefined {
  if (!read.flag('admin.enableServer', true)) return undefined
  return {
    address: { host: read.text('admin.serverAddress') ?? '0.0.0.0', port: read.number('admin.serverPort', 8080) },
    commandUrl: read.text('admin.commandURL') ?? '/commands',
  }
}

const prometheus = 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider'
const quiet = [
  'org.apache.zookeeper.metrics.impl.DefaultMetricsProvider',
  'org.apache.zookeeper.metrics.impl.NullMetricsProvider',
]

/**
 * Where Prometheus reads (`metricsProvider.*`); undefined when it doesn't.
 * @throws ConfigError
 */
export function metricsConfig(read: PropertyReader): Address | undefined {
  const className = read.text('metricsProvider.className')
  if (className === undefined || quiet.includes(className)) return undefined
  if (className !== prometheus) throw new ConfigError(`metrics provider class was not found: ${className}`)
  return {
    host: read.text('metricsProvider.httpHost') ?? '0.0.0.0',
    port: read.number('metricsProvider.httpPort', 7000),
  }
}
