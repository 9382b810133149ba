import { JaasError, type LoginModule, parseJaas } from '../../base/jaas.ts'
import { ClientError, illegalArgument } from '../errors.ts'
import { parseJaasConfig } from './jaas-config.ts'
import type { SecurityIo } from './security-io.ts'

const section = 'KafkaClient'
const fileProperty = 'java.security.auth.login.config'
const disallowedProperty = 'org.apache.kafka.disallowed.login.modules'

/**
 * The client's login modules: those of sasl.jaas.config, else of the section KafkaClient of the JVM's JAAS file.
 * @throws ClientError with Kafka's or Java's words
 */
export function loginModules(jaas: string | undefined, io: SecurityIo): readonly LoginModule[] {
  const modules = jaas === undefined ? fileModules(io) : parseJaasConfig(jaas)
  if (jaas !== undefined && modules.length !== 1) {
    throw illegalArgument(`JAAS config property contains ${modules.length} login modules, should be 1 module`)
  }
  const disallowed = io.systemProperty(disallowedProperty) ?? 'com.sun.security.auth.module.JndiLoginModule'
  const names = disallowed.split(',').map((name) => name.trim())
  const found = modules.find(({ name }) => names.includes(name.trim()))
  if (found === undefined) return modules
  throw illegalArgument(
    `${found.name} is not allowed. Update System property '${disallowedProperty}' to allow ${found.name}`,
  )
}

function fileModules(io: SecurityIo): readonly LoginModule[] {
  const file = io.systemProperty(fileProperty)
  const modules = file === undefined ? [] : (parseFile(file, io).get(section) ?? [])
  if (modules.length > 0) return modules
  const where = file === undefined ? 'not set' : file
  throw illegalArgument(
    `Could not find a '${section}' entry in the JAAS configuration. System property '${fileProperty}' is ${where}`,
  )
}

function parseFile(file: string, io: SecurityIo): ReadonlyMap<string, readonly LoginModule[]> {
  try {
    return parseJaas(readText(file, io))
  } catch (error) {
    if (!(error instanceof JaasError)) throw error
    throw securityException(error.message, error)
  }
}

function readText(file: string, io: SecurityIo): string {
  try {
    return io.readFile(file).toString()
  } catch (error) {
    throw securityException(`${file} (No such file or directory)`, error)
  }
}

const securityException = (reason: string, cause: unknown) =>
  new ClientError('java.lang.SecurityException', `java.io.IOException: ${reason}`, { cause })

export const loginException = (message: string, cause?: unknown) =>
  new ClientError('javax.security.auth.login.LoginException', message, { cause })
