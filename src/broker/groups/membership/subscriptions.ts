import { ConsumerProtocolSubscription } from '../../../wire/kafka/consumer-protocol.ts'
import { decode, MalformedError } from '../../../wire/schema/index.ts'
import { consumerProtocolType, type Group, metadataFor } from './group.ts'

/** The topics that the members of a consumer group subscribe to; undefined where that can't be known. */
export function subscribedTopics(group: Group): ReadonlySet<string> | undefined {
  if (group.protocolType !== consumerProtocolType) return undefined
  if (group.members.size === 0) return new Set()
  if (group.protocolName === undefined) return undefined
  const topics = new Set<string>()
  for (const member of group.members.values()) {
    const subscribed = topicsOf(metadataFor(member, group.protocolName))
    if (!subscribed) return undefined
    for (const topic of subscribed) topics.add(topic)
  }
  return topics
}

/** Every version begins like version 0: that much is all the broker reads. */
function topicsOf(subscription: Buffer): string[] | undefined {
  if (subscription.length < 2 || subscription.readInt16BE(0) < 0) return undefined
  try {
    return decode(ConsumerProtocolSubscription, 0, subscription, 2).topics
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
