import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { systemProperties } from '../kit/java-options.ts'
import { kafkaSecurity, type ZooKeeperSecurity, zooKeeperSecurity } from '../kit/zookeeper-security.ts'

const option = '-zk-tls-config-file'

/** Takes the TLS file out of the arguments, wherever it stands. */
export function withoutTlsFile(args: readonly string[]): { words: readonly string[]; file: string | undefined } {
  const at = args.indexOf(option)
  if (at < 0) return { words: args, file: undefined }
  const file = args[at + 1]
  if (file === undefined) {
    throw new JavaException('java.lang.IllegalArgumentException', `Error: no filename provided with option ${option}`)
  }
  return { words: [...args.slice(0, at), ...args.slice(at + 2)], file }
}

type SecurityContext = Pick<CommandContext, 'env' | 'cwd'>

/** For Kafka's tools, with Kafka's names in the file. */
export function kafkaToolSecurity(context: SecurityContext, file: string | undefined): Promise<ZooKeeperSecurity> {
  return kafkaSecurity(context, file === undefined ? new Map() : readProperties(file, context.cwd))
}

/** For zkCli.sh: what its variables give the JVM, and a file with ZooKeeper's own names. */
export function zkCliSecurity({ env, cwd }: SecurityContext, file: string | undefined): Promise<ZooKeeperSecurity> {
  const properties = systemProperties(env, ['CLIENT_JVMFLAGS', 'JVMFLAGS'])
  if (file !== undefined) for (const [key, value] of readProperties(file, cwd)) properties.set(key.trim(), value.trim())
  return zooKeeperSecurity(properties, cwd)
}

function readProperties(name: string, cwd: string): ReadonlyMap<string, string> {
  const file = path.resolve(cwd, name)
  if (!existsSync(file)) throw new JavaException('java.nio.file.NoSuchFileException', name)
  return parseProperties(readFileSync(file, 'utf8'))
}
