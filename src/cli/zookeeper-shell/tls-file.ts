import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
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

/** Throws a JavaException when the file is not there, or asks for TLS. */
export function refuseTls(file: string, name: string): void {
  if (!existsSync(file)) throw new JavaException('java.nio.file.NoSuchFileException', name)
  if (/^\s*zookeeper\.client\.secure\s*[=:]\s*true\s*$/m.test(readFileSync(file, 'utf8'))) {
    throw new JavaException(
      'java.lang.UnsupportedOperationException',
      `${name} asks for TLS (zookeeper.client.secure=true), which this tool does not speak`,
    )
  }
}
