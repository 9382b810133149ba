import { systemProperties } from '../../base/java-options.ts'

/** Members of an ensemble are told by files only. */
const ofMembers = /^zookeeper\.(?:server|group|weight)\./

/**
 * The settings that runbooks hand to the server's JVM, in the variables that `zkServer.sh` and `zookeeper-server-start`
 * look at.
 */
export function jvmSettings(env: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  const all = systemProperties(env.SERVER_JVMFLAGS, env.JVMFLAGS, env.KAFKA_OPTS)
  return new Map([...all].filter(([name]) => !ofMembers.test(name)))
}
