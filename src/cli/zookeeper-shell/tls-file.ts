import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'
import { JavaException } from '../kit/java-exception.ts'

const option = '-zk-tls-config-file'

/** Takes the TLS file out of the arguments, wherever it stands, and makes sure that it asks for nothing that is not there. */
export function withoutTlsFile(args: readonly string[], cwd: string): readonly string[] {
  const at = args.indexOf(option)
  if (at < 0) return args
  const file = args[at + 1]
  if (file === undefined) {
    throw new JavaException('java.lang.IllegalArgumentException', `Error: no filename provided with option ${option}`)
  }
  refuseTls(path.resolve(cwd, file), file)
  return [...args.slice(0, at), ...args.slice(at + 2)]
}

/** Throws a JavaException when Kafka's TLS file is not there, or asks for TLS: only with Netty's socket does it get any. */
export function refuseTls(file: string, name: string): void {
  refuseWhenSecure(file, name, 'zookeeper.ssl.client.enable')
}

/** The same for a file with ZooKeeper's own keys. */
export function refuseSecureClient(file: string, name: string): void {
  refuseWhenSecure(file, name, 'zookeeper.client.secure')
}

function refuseWhenSecure(file: string, name: string, key: string): void {
  if (!existsSync(file)) throw new JavaException('java.nio.file.NoSuchFileException', name)
  const properties = parseProperties(readFileSync(file, 'utf8'))
  const isSecure = properties.get(key)?.trim() === 'true'
  const isNetty = properties.get('zookeeper.clientCnxnSocket')?.endsWith('ClientCnxnSocketNetty') === true
  if (!isSecure || !isNetty) return
  throw new JavaException(
    'java.lang.UnsupportedOperationException',
    `${name} asks for TLS (${key}=true), which this tool does not speak`,
  )
}
