import { boolean, integer, orNull, result, string } from '../kit/schema/schema.ts'

export const clusterIdResult = result('cluster', 'The cluster, of cluster-id.', {
  clusterId: orNull(string('Its id; null from brokers older than 0.10.1.')),
})

export const unregisteredBroker = result('broker-unregistered', 'What unregister did.', {
  broker: integer("The broker's id."),
  isSupported: boolean('False where the cluster, as one with ZooKeeper, has no such request: nothing was done.'),
})

export const clusterResults = [clusterIdResult, unregisteredBroker]
