import type { BrokerConfig } from '../configs/broker-config.ts'
import { decodeEntityConfig } from '../znodes/entity-config.ts'
import { paths } from '../znodes/paths.ts'
import type { ControllerStore } from './store.ts'

const setting = 'unclean.leader.election.enable'

/** Those of the topics that would rather lose records than have no leader, by their own setting or the broker's. */
export async function uncleanTopics(
  store: ControllerStore,
  config: BrokerConfig,
  topics: ReadonlySet<string>,
): Promise<Set<string>> {
  const isUnclean = async (topic: string) => {
    const data = await store.read(paths.config('topics', topic))
    const own = data === undefined ? undefined : decodeEntityConfig(data).get(setting)
    return own === undefined ? config.get(setting) : own === 'true'
  }
  const names = [...topics]
  const verdicts = await Promise.all(names.map(isUnclean))
  return new Set(names.filter((_, index) => verdicts[index]))
}
