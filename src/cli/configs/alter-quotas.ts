import { scalaSetOrder, stringHash } from '../../base/hash-order.ts'
import { alterClientQuotas } from '../../client/admin/alter-client-quotas.ts'
import { alterUserScramCredentials } from '../../client/admin/alter-user-scram-credentials.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { illegalArgument } from '../../client/errors.ts'
import { isScramMechanism } from '../../wire/sasl/scram-keys.ts'
import { convert } from '../kit/jopt/convert.ts'
import { type Changes, checkRemovable } from './changes.ts'
import type { Entities } from './entities.ts'
import { clientQuotas, ipQuotas, quotaEntityType, quotasOf } from './quotas.ts'
import { parseScramSetting } from './scram-setting.ts'
import { alterSeconds, type Session } from './session.ts'

/** Changes quotas of users and clients, or SCRAM credentials of a user: never both at once. */
export async function alterUsersAndClients(session: Session, entities: Entities, changes: Changes): Promise<void> {
  const onlyUsers = entities.types[0] === 'users' && entities.types.length === 1
  if (onlyUsers) checkUserChanges(entities, changes)
  else checkClientChanges(changes)
  if (hasQuotas(changes)) await alterQuotas(session, entities, changes)
  else await alterCredentials(session, entities.names[0] ?? '', changes)
}

export async function alterIps(session: Session, entities: Entities, changes: Changes): Promise<void> {
  const unknown = [...changes.add.keys(), ...changes.remove].filter((name) => !ipQuotas.includes(name))
  if (unknown.length > 0) {
    throw illegalArgument(
      `Only connection quota configs can be added for 'ips' using --bootstrap-server. Unexpected config names: ${unknown.join(',')}`,
    )
  }
  await alterQuotas(session, entities, changes)
}

const isQuota = (name: string): boolean => clientQuotas.includes(name)
const isUnknown = (name: string): boolean => !isQuota(name) && !isScramMechanism(name)
const hasQuotas = ({ add, remove }: Changes): boolean => [...add.keys(), ...remove].some(isQuota)
const hasCredentials = ({ add, remove }: Changes): boolean => [...add.keys(), ...remove].some(isScramMechanism)

function checkClientChanges({ add, remove }: Changes): void {
  const strange = (names: readonly string[]) => [...names.filter(isUnknown), ...names.filter(isScramMechanism)]
  refuse(scalaSetOrder(strange([...add.keys()]), stringHash), "Only quota configs can be added for 'clients'", 'Set')
  refuse(strange(remove), "Only quota configs can be deleted for 'clients'", 'ArrayBuffer')
}

function checkUserChanges({ names }: Entities, changes: Changes): void {
  const { add, remove } = changes
  const unknown = scalaSetOrder([...add.keys()].filter(isUnknown), stringHash)
  refuse(unknown, "Only quota and SCRAM credential configs can be added for 'users'", 'Set')
  refuse(remove.filter(isUnknown), "Only quota and SCRAM credential configs can be deleted for 'users'", 'ArrayBuffer')
  if (!hasCredentials(changes)) return
  if (names.includes('')) {
    throw illegalArgument(
      'The use of --entity-default or --user-defaults is not allowed with User SCRAM Credentials using --bootstrap-server.',
    )
  }
  if (hasQuotas(changes)) {
    throw illegalArgument(
      "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using --bootstrap-server.",
    )
  }
}

/** `collection`: what Scala calls the kind of collection that Kafka prints. */
function refuse(names: readonly string[], complaint: string, collection: 'Set' | 'ArrayBuffer'): void {
  if (names.length === 0) return
  const listed = `${collection}(${names.join(', ')})`
  throw illegalArgument(`${complaint} using --bootstrap-server. Unexpected config names: ${listed}`)
}

async function alterQuotas(session: Session, entities: Entities, { add, remove }: Changes): Promise<void> {
  const present = await quotasOf(session, entities)
  checkRemovable(remove, new Set(present[0]?.values.map(({ key }) => key)))
  const values = new Map<string, number | null>([...add].map(([name, value]) => [name, quotaValue(name, value)]))
  for (const name of remove) values.set(name, null)
  const entity = entities.types.map((type, at) => {
    const name = entities.names[at] ?? ''
    return { entityType: quotaEntityType(type), entityName: name === '' ? null : name }
  })
  await session.get((cluster) => alterClientQuotas(cluster, [{ entity, values }]), alterSeconds)
}

function quotaValue(name: string, text: string): number {
  const value = convert('double', text)
  if (typeof value === 'number') return value
  throw illegalArgument(`Cannot parse quota configuration value for ${name}: ${text}`)
}

async function alterCredentials(session: Session, user: string, { add, remove }: Changes): Promise<void> {
  const deletions = remove.filter(isScramMechanism).map((mechanism) => ({ user, mechanism }))
  const upsertions = [...add].flatMap(([mechanism, text]) => {
    if (!isScramMechanism(mechanism)) return []
    return [{ user, mechanism, ...parseScramSetting(mechanism, text, mechanism) }]
  })
  await session.get((cluster) => {
    return alterUserScramCredentials(cluster, { deletions, upsertions }).then(requireAll)
  }, alterSeconds)
}
