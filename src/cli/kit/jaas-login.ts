import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LoginModule, parseJaas } from '../../base/jaas.ts'
import { digestLogin } from '../../zookeeper/client/digest-login.ts'
import type { SaslLogin } from '../../zookeeper/client/sasl.ts'

export interface JaasSource {
  /** A path or a `file:` URL. */
  readonly file: string | undefined
  readonly section: string
  /** The servers' name in their own proof. */
  readonly service: string
  readonly cwd: string
}

const digestModule = 'org.apache.zookeeper.server.auth.DigestLoginModule'

/** Whether the file has that section. @throws Error where it can't be read */
export function hasSection(file: string, section: string, cwd: string): boolean {
  return parseJaas(readText(file, cwd)).has(section)
}

/** The login of a JAAS file's section, or ZooKeeper's words on why there is none. */
export function readLogin({ file, section, service, cwd }: JaasSource): SaslLogin {
  let modules: readonly LoginModule[] = []
  try {
    if (file !== undefined) modules = parseJaas(readText(file, cwd)).get(section) ?? []
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      problem: `Zookeeper client cannot authenticate using the '${section}' section of the supplied JAAS configuration: '${file}' because of a RuntimeException: java.lang.SecurityException: java.io.IOException: ${reason}`,
    }
  }
  const [module] = modules
  if (module === undefined) {
    const missing =
      file === undefined
        ? `Client cannot SASL-authenticate because the specified JAAS configuration section '${section}' could not be found.`
        : `No JAAS configuration section named '${section}' was found in specified JAAS configuration file: '${file}'.`
    return { problem: missing }
  }
  const username = module.options.get('username')
  const password = module.options.get('password')
  if (module.name !== digestModule) return { problem: `${module.name} is not available, only ${digestModule} is` }
  if (username === undefined || password === undefined) {
    return { problem: `the section '${section}' lacks username or password` }
  }
  return digestLogin({ username, password, service })
}

function readText(file: string, cwd: string): string {
  const name = file.startsWith('file:') ? fileURLToPath(file) : path.resolve(cwd, file)
  try {
    return readFileSync(name, 'utf8')
  } catch {
    throw new Error(`${file} (No such file or directory)`)
  }
}
