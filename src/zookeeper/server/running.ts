import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { HttpHost } from '../../net/http-host.ts'
import type { Address, Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { SaslLogin } from './sasl.ts'

export interface ZooKeeperOptions {
  readonly config: ZooKeeperConfig
  readonly transport: Transport
  /** For clients; undefined is `transport`. */
  readonly clientTransport?: Transport
  /** For clients with TLS; undefined: there is no port for them. */
  readonly secureTransport?: Transport
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  /** Undefined: no AdminServer and no metrics by HTTP, whatever the configuration says. */
  readonly http?: HttpHost
  /** How clients log in by SASL; undefined: they don't. */
  readonly login?: SaslLogin
  /** Named anew for each part of the server. */
  readonly logger: Logger
}

export interface RunningZooKeeper {
  /** Where clients are served, with the port that was picked. */
  readonly address: Address
  /** Resolves when the server has ended; with the error if that was not asked for. */
  readonly ended: Promise<Error | undefined>
  /** Stops serving; resolves when what was promised is on the disk. */
  close(): Promise<void>
}
