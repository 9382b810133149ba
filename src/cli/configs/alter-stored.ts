import { scalaHashOrder, stringHash } from '../../base/hash-order.ts'
import { isPassword } from '../../broker/configs/broker-config.ts'
import { checkDynamicSettings } from '../../broker/configs/dynamic-broker.ts'
import { EntityStore } from '../../broker/configs/entity-store.ts'
import { encoderPrefix, type PasswordEncoder, passwordEncoder } from '../../broker/configs/password-encoder.ts'
import { defaultEntity } from '../../broker/znodes/entity-config.ts'
import { encodeScramCredential } from '../../broker/znodes/scram-credential.ts'
import { configError, illegalArgument } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { isScramMechanism, type ScramMechanism, saltedPassword, scramKeys } from '../../wire/sasl/scram-keys.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { type Changes, checkRemovable } from './changes.ts'
import { alteredConfig } from './results.ts'
import { constantOf, parseScramSetting } from './scram-setting.ts'
import { entityText, requireBrokersDown, type StoredEntity, shownName } from './stored-entity.ts'

/** Changes what ZooKeeper has of a user or a broker, and notifies the brokers. */
export async function alterStored(
  context: CommandContext,
  zookeeper: ZooKeeperClient,
  entity: StoredEntity,
  changes: Changes,
): Promise<void> {
  const { type, name = '' } = entity
  const complaint = `--bootstrap-server option must be specified to update ${type} configs: ${changesText(changes)}`
  const isEmpty = changes.add.size === 0 && changes.remove.length === 0
  if (type === 'users') checkCredentialsOnly(changes, complaint)
  else if (!isEmpty) await requireBrokersDown(zookeeper, name, complaint)
  const added = type === 'users' ? credentials(context, changes.add) : brokerSettings(context, name, changes.add)
  const store = new EntityStore(zookeeper)
  const config = await store.read(type, name)
  checkRemovable(changes.remove, config)
  for (const [setting, value] of added) config.set(setting, value)
  for (const setting of changes.remove) config.delete(setting)
  if (type === 'users' && name === defaultEntity) checkNoCredentials(config)
  await store.write(type, name, config)
  const altered = { entityType: type, entityName: shownName(entity) }
  const done = `Completed updating config for entity: ${entityText(entity)}.\n`
  context.report.results(alteredConfig, [altered], () => done)
}

/** As Java and Scala print what holds the changes. */
function changesText({ add, remove }: Changes): string {
  const added = [...add].map(([name, value]) => `${name}=${value}`).join(', ')
  const removed = remove.length === 0 ? 'List()' : `ArrayBuffer(${remove.join(', ')})`
  return `{add: {${added}}, delete: ${removed}}`
}

function checkCredentialsOnly({ add, remove }: Changes, complaint: string): void {
  if ([...add.keys(), ...remove].every(isScramMechanism)) return
  const rule = 'User configuration updates using ZooKeeper are only supported for SCRAM credential updates.'
  throw illegalArgument(`requirement failed: ${complaint}. ${rule}`)
}

/** The default of all users has quotas, but no password. */
function checkNoCredentials(config: ReadonlyMap<string, string>): void {
  const names = scalaHashOrder([...config.keys()].filter(isScramMechanism), stringHash)
  if (names.length === 0) return
  throw illegalArgument(`requirement failed: Unknown Dynamic Configuration: HashSet(${names.join(', ')}).`)
}

const saltBytes = 20

function credentials({ random }: CommandContext, add: Changes['add']): Map<string, string> {
  const stored = [...add].map(([mechanism, text]): [string, string] => {
    if (!isScramMechanism(mechanism)) return [mechanism, text]
    return [mechanism, credential(mechanism, text, random.bytes(saltBytes))]
  })
  return new Map(stored)
}

/** Here Kafka's tool lets nobody ask for the usual number of iterations by −1. */
const settingText = /^(?:iterations=([0-9]*),)?password=(.*)$/

/** What Kafka keeps of a password: enough to check it, too little to use it. */
function credential(mechanism: ScramMechanism, text: string, salt: Buffer): string {
  const { password, iterations } = parseScramSetting(mechanism, text, constantOf(mechanism), settingText)
  // Java makes no key of nothing.
  if (password === '') throw illegalArgument('Empty key')
  const keys = scramKeys(mechanism, saltedPassword(mechanism, { password, salt, iterations }))
  return encodeScramCredential({ salt, iterations, ...keys })
}

/** Passwords are encrypted by what --add-config says of the encoder, which itself is not kept. */
function brokerSettings(context: CommandContext, name: string, add: Changes['add']): Map<string, string> {
  const encoderSettings = new Map([...add].filter(([setting]) => setting.startsWith(encoderPrefix)))
  const settings = new Map([...add].filter(([setting]) => !encoderSettings.has(setting)))
  checkSettings(settings, name !== defaultEntity)
  const passwords = [...settings.keys()].filter(isPassword)
  if (passwords.length === 0) return settings
  const encoder = encoderOf(context, encoderSettings)
  if (encoder === undefined) throw missingSecret(passwords)
  for (const password of passwords) settings.set(password, encoder.encode(settings.get(password) ?? ''))
  return settings
}

/** Kafka's tool has its own mind about the key factory: it is always the usual one. */
function encoderOf({ random }: CommandContext, settings: ReadonlyMap<string, string>): PasswordEncoder | undefined {
  const setting = (name: string) => (name === `${encoderPrefix}keyfactory.algorithm` ? undefined : settings.get(name))
  return passwordEncoder(setting, random)
}

function checkSettings(settings: ReadonlyMap<string, string>, perBroker: boolean): void {
  try {
    checkDynamicSettings(settings, perBroker)
  } catch (error) {
    throw error instanceof KafkaError ? configError(error.message) : error
  }
}

function missingSecret(passwords: readonly string[]) {
  return illegalArgument(
    `requirement failed: password.encoder.secret must be specified to update Set(${passwords.join(', ')}). ` +
      'Other password encoder configs like cipher algorithm and iterations may also be specified to override the ' +
      'default encoding parameters. Password encoder configs will not be persisted in ZooKeeper.',
  )
}
