import type { BrokerContext, RequestContext } from './api.ts'

/** Who leads a partition now, for clients that asked the wrong broker (KIP-951). */
export function currentLeader({ metadata }: BrokerContext, topic: string, partition: number) {
  const known = metadata.partition(topic, partition)
  return { leaderId: known?.leader ?? -1, leaderEpoch: known?.leaderEpoch ?? -1 }
}

/** Where those leaders are, by the listener that the client uses. */
export function leaderEndpoints({ metadata }: BrokerContext, { listener }: RequestContext, leaders: readonly number[]) {
  const ids = new Set(leaders.filter((id) => id >= 0))
  return [...ids].flatMap((nodeId) => {
    const node = metadata.endpoint(nodeId, listener)
    return node === undefined ? [] : [{ nodeId, host: node.host, port: node.port, rack: node.rack }]
  })
}
