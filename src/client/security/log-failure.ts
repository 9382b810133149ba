import type { Logger } from '../../base/logger.ts'
import type { ClientConfig } from '../config.ts'
import { AuthenticationError, ClientError, isRetriable, javaTrace } from '../errors.ts'
import type { NodeDescription } from '../node.ts'
import type { Unreachable } from '../trace.ts'
import { usesSasl } from './config.ts'
import { refusedAfterHandshake } from './tls-failure.ts'

export interface FailedNode {
  readonly logger: Logger
  readonly config: ClientConfig
  readonly node: NodeDescription
  readonly stage: Unreachable['stage']
  /** `0 (localhost/127.0.0.1:9093)` */
  readonly shown: string
}

const reasons =
  'This may happen due to any of the following reasons: (1) Authentication failed due to invalid credentials with brokers older than 1.0.0, (2) Firewall blocking Kafka TLS traffic (eg it may only allow HTTPS traffic), (3) Transient network issue.'

/** Logs in Kafka's words why a secured connection did not come about; returns the failure as Kafka names it. */
export function logFailure(error: unknown, { logger, config, node, stage, shown }: FailedNode): unknown {
  const log = logger.named('org.apache.kafka.clients.NetworkClient')
  const failure = refusedAfterHandshake(error) ?? error
  const { logPrefix } = config
  if (failure instanceof AuthenticationError) {
    log.error(`${logPrefix}Connection to node ${shown} failed authentication due to: ${failure.message}`)
    if (!config.warnsOfMetadata) {
      logger
        .named('org.apache.kafka.clients.admin.internals.AdminMetadataManager')
        .warn(`${logPrefix}Metadata update failed due to authentication error`, javaTrace(failure))
    }
  } else if (failure instanceof ClientError && failure.className === 'java.io.IOException') {
    const { id, host, port } = node
    log.warn(`${logPrefix}Error connecting to node ${host}:${port} (id: ${id} rack: null)`, javaTrace(failure))
  } else if (isRetriable(failure) && (stage === 'dial' || usesSasl(config.security))) {
    log.warn(`${logPrefix}Connection to node ${shown} terminated during authentication. ${reasons}`)
  }
  return failure
}
