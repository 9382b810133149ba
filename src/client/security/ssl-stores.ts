import type { Logger } from '../../base/logger.ts'
import { KeyStoreError } from '../../net/tls/der.ts'
import { type KeyStoreFile, NoKeyError, readIdentity, readTrusted } from '../../net/tls/key-store.ts'
import { ClientError, invalidConfiguration, kafkaException } from '../errors.ts'
import type { SecurityIo } from './security-io.ts'
import type { SslConfig, StoreConfig } from './ssl-config.ts'

export interface StoreIo {
  readonly logger: Logger
  readonly security: SecurityIo
}

const pem = 'PEM'

/** The client's own key and certificate, as PEM; none where no setting names one. @throws ClientError with Kafka's words */
export function identity(config: SslConfig, io: StoreIo): { key: string; cert: string } | undefined {
  const { keyStore, key, certificateChain, keyPassword } = config
  const { type, location, password } = keyStore
  if (key !== undefined) {
    if (type !== pem) throw onlyPem('private key', 'key', type)
    if (certificateChain === undefined) {
      throw invalidConfiguration('SSL private key is specified, but certificate chain is not specified.')
    }
    if (location !== undefined) {
      throw invalidConfiguration('Both SSL key store location and separate private key are specified.')
    }
    if (password !== undefined) throw invalidConfiguration(`${pemKeyPassword}.`)
    return pemIdentity(`${key}\n${certificateChain}`, keyPassword)
  }
  if (certificateChain !== undefined) {
    throw invalidConfiguration('SSL certificate chain is specified, but private key is not specified')
  }
  if (location === undefined) {
    if (password === undefined) return undefined
    throw invalidConfiguration('SSL key store is not specified, but key store password is specified.')
  }
  if (type === pem) {
    if (password !== undefined) throw invalidConfiguration(pemKeyPassword)
    return pemFile(location, io, (text) => pemIdentity(text, keyPassword))
  }
  if (password === undefined) {
    throw invalidConfiguration('SSL key store is specified, but key store password is not specified.')
  }
  return storeFile({ type, location, password }, io, (file) => identityOrNone({ ...file, keyPassword }))
}

/** Java goes without a certificate where the store has no key for one. */
function identityOrNone(file: KeyStoreFile): { key: string; cert: string } | undefined {
  try {
    return readIdentity(file)
  } catch (error) {
    if (error instanceof NoKeyError) return undefined
    throw error
  }
}

/** The certificates to trust, as PEM; undefined where no setting names them. @throws ClientError with Kafka's words */
export function trusted({ trustStore, trustedCertificates }: SslConfig, io: StoreIo): string[] | undefined {
  const { type, location, password } = trustStore
  if (trustedCertificates !== undefined) {
    if (type !== pem) throw onlyPem('trust store certs', 'trust', type)
    if (location !== undefined) {
      throw invalidConfiguration('Both SSL trust store location and separate trust certificates are specified.')
    }
    if (password !== undefined) throw invalidConfiguration(pemTrustPassword)
    return pemTrusted(trustedCertificates)
  }
  if (location === undefined) {
    if (password === undefined) return undefined
    throw invalidConfiguration('SSL trust store is not specified, but trust store password is specified.')
  }
  if (type !== pem) return storeFile(trustStore, io, readTrusted)
  if (password !== undefined) throw invalidConfiguration(pemTrustPassword)
  return pemFile(location, io, pemTrusted)
}

const pemKeyPassword = 'SSL key store password cannot be specified with PEM format, only key password may be specified'
const pemTrustPassword = 'SSL trust store password cannot be specified for PEM format.'

const onlyPem = (what: string, store: string, type: string) =>
  invalidConfiguration(`SSL ${what} can be specified only for PEM, but ${store} store type is ${type}.`)

function pemIdentity(text: string, keyPassword: string | undefined): { key: string; cert: string } {
  requireEntries(text, 'CERTIFICATE')
  requireEntries(text, 'PRIVATE KEY')
  try {
    return readIdentity({ name: 'PEM', type: pem, content: Buffer.from(text), password: keyPassword ?? '' })
  } catch (error) {
    const cause = invalidConfiguration('Private key could not be loaded', error)
    throw invalidConfiguration('Invalid PEM keystore configs', cause)
  }
}

function pemTrusted(text: string): string[] {
  requireEntries(text, 'CERTIFICATE')
  return readTrusted({ name: 'PEM', type: pem, content: Buffer.from(text), password: '' })
}

function requireEntries(text: string, name: string): void {
  if (new RegExp(`-BEGIN [A-Z ]*${name}-`).test(text)) return
  throw invalidConfiguration(`No matching ${name} entries in PEM file`)
}

function pemFile<T>(location: string, io: StoreIo, read: (text: string) => T): T {
  try {
    return read(contentOf(location, io).toString())
  } catch (error) {
    throw invalidConfiguration(`Failed to load PEM SSL keystore ${location}`, error)
  }
}

function storeFile<T>(config: StoreConfig, io: StoreIo, read: (file: KeyStoreFile) => T): T {
  const { type, password } = config
  const location = config.location ?? ''
  try {
    if (type !== 'JKS' && type !== 'PKCS12') throw unknownStore(type)
    return read({ name: location, type, content: contentOf(location, io), password })
  } catch (error) {
    throw kafkaException(`Failed to load SSL keystore ${location} of type ${type}`, storeFailure(error, type))
  }
}

function unknownStore(type: string): ClientError {
  const cause = new ClientError('java.security.NoSuchAlgorithmException', `${type} KeyStore not available`)
  return new ClientError('java.security.KeyStoreException', `${type} not found`, { cause })
}

/** Java's exception for what is wrong with a store. */
function storeFailure(error: unknown, type: string): unknown {
  if (!(error instanceof KeyStoreError)) return error
  const reason = error.cause instanceof Error ? error.cause.message : error.message
  const isFormat = type === 'JKS' && !/password|supported/.test(reason)
  return new ClientError('java.io.IOException', isFormat ? 'Invalid keystore format' : reason, { cause: error })
}

function contentOf(location: string, { logger, security }: StoreIo): Buffer {
  try {
    return security.readFile(location)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const className = code === 'EACCES' ? 'java.nio.file.AccessDeniedException' : 'java.nio.file.NoSuchFileException'
    if (code === 'ENOENT') {
      logger
        .named('org.apache.kafka.common.security.ssl.DefaultSslEngineFactory')
        .error(`Modification time of key store could not be obtained: ${location}`, `${className}: ${location}`)
    }
    throw new ClientError(className, location, { cause: error })
  }
}
