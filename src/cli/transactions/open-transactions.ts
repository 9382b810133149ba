import { requireAll } from '../../client/admin/outcome.ts'
import { describeProducers } from '../../client/admin/producers.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import type { OpenTransaction } from './find-hanging.ts'
import { orFail } from './run.ts'

/** Of more partitions than this it is asked in several requests. */
const mostAtOnce = 500

/** The transactions that are open in the partitions, as their leaders know them, or the broker given. */
export async function openTransactions(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  broker: number | undefined,
): Promise<OpenTransaction[]> {
  const open: OpenTransaction[] = []
  for (let at = 0; at < partitions.length; at += mostAtOnce) {
    const batch = partitions.slice(at, at + mostAtOnce)
    const asked = describeProducers(cluster, batch, { broker }).then(requireAll)
    const who = broker === undefined ? 'Optional.empty' : `Optional[${broker}]`
    const states = await orFail(asked, `Failed to describe producers for ${batch.length} partitions on broker ${who}`)
    for (const partition of batch) {
      for (const producer of states.get(partitionName(partition)) ?? []) {
        if (producer.currentTxnStartOffset >= 0) open.push({ ...partition, producer })
      }
    }
  }
  return open
}
