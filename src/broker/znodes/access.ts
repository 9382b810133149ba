import { type Acl, openAcl } from '../../wire/jute/data.ts'

const worldReads: Acl = { perms: 1, id: { scheme: 'world', id: 'anyone' } }
const creatorDoesAll: Acl = { perms: 31, id: { scheme: 'auth', id: '' } }

/** Where all lies that Kafka keeps to itself, in the order in which its migration tool goes through it. */
export const securedRoots: readonly string[] = [
  '/admin',
  '/brokers',
  '/cluster',
  '/config',
  '/controller',
  '/controller_epoch',
  '/isr_change_notification',
  '/latest_producer_id_block',
  '/log_dir_event_notification',
  '/delegation_token',
  '/kafka-acl-extended',
  '/migration',
  '/feature',
  '/kafka-acl',
  '/kafka-acl-changes',
  '/kafka-acl-extended/prefixed',
  '/kafka-acl-extended-changes',
]

/** What is below holds secrets: nobody else may even read it. */
const sensitive = ['/config/users', '/config/brokers', '/delegation_token/tokens']

/** Who may do what with a znode of Kafka's: everybody everything, or with `zookeeper.set.acl` only whoever made it. */
export function znodeAcl(path: string, secured: boolean): readonly Acl[] {
  if (!secured) return openAcl
  return sensitive.some((prefix) => path.startsWith(prefix)) ? [creatorDoesAll] : [creatorDoesAll, worldReads]
}
