/** A setting is missing or makes no sense (ZooKeeper's exit code 2). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** The Java exception that stands for it. */
  readonly className: string

  constructor(message: string, className = 'java.lang.IllegalArgumentException') {
    super(message)
    this.className = className
  }
}

/** ZooKeeper's own exception; what is of another class is told as its cause. */
export const configException = 'org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException'

export const noNumber = (text: string): ConfigError =>
  new ConfigError(`For input string: "${text}"`, 'java.lang.NumberFormatException')
