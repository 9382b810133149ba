/** A setting is missing or makes no sense (ZooKeeper's exit code 2). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
