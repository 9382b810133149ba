import { every, type Timer } from '../../base/clock.ts'
import { paths } from '../znodes/paths.ts'
import { brokersChanged, registrationChanged } from './broker-changes.ts'
import { ControllerChannels } from './channels.ts'
import type { ControllerOptions } from './controller.ts'
import { directoriesFailed, leaderAndIsrAnswered } from './directory-failures.ts'
import type { Won } from './election.ts'
import type { Office, Watches } from './office.ts'
import { Reassignments } from './reassignments.ts'
import { preferredElectionsFromZookeeper, rebalanceLeaders } from './replica-elections.ts'
import { ControllerStore } from './store.ts'
import { Tenure } from './tenure.ts'
import { topicChanged, topicsChanged } from './topic-changes.ts'
import { TopicDeletion } from './topic-deletion.ts'
import { uncleanTopics } from './unclean-topics.ts'

/** Puts an event of one tenure into the controller's queue; it is dropped when that tenure is over by then. */
export type Enqueue = (name: string, event: (office: Office) => Promise<void> | void) => void

/** Equips a controller that was just elected. Nothing is read or sent before `takeOver`. */
export function openOffice(options: ControllerOptions, won: Won, enqueue: Enqueue): Office {
  const { brokerId, transport, clock, zookeeper, config, interBrokerListener, controlListener } = options
  const logger = options.logger.named('kafka.controller.KafkaController')
  const timeoutMs = config.get('controller.socket.timeout.ms')
  const clientId = String(brokerId)
  const channels = new ControllerChannels({ transport, clock, logger: options.logger, clientId, timeoutMs })
  const store = new ControllerStore(zookeeper, won.epochVersion)
  const tenure = new Tenure({
    epoch: won.epoch,
    ...{ store, logger },
    mayElectUnclean: (topics) => uncleanTopics(store, config, topics),
    batch: {
      controllerId: brokerId,
      ...{ channels, interBrokerListener },
      onLeaderAndIsr: (broker, response) =>
        enqueue('LeaderAndIsrResponseReceived', (office) => leaderAndIsrAnswered(office, broker, response)),
      onStopReplica: (broker, request, response) =>
        enqueue('TopicDeletionStopReplicaResponseReceived', ({ deletion }) =>
          deletion.answered(broker, request, response),
        ),
    },
  })
  const watches = watchesOf(enqueue)
  const deletion = new TopicDeletion(tenure)
  const reassignments = new Reassignments(tenure, deletion, watches.reassignments)
  const newTopicId = () => options.newTopicId()
  return { tenure, channels, deletion, reassignments, watches, config, controlListener, newTopicId }
}

function watchesOf(enqueue: Enqueue): Watches {
  return {
    brokers: () => enqueue('BrokerChange', brokersChanged),
    broker: (id) => () => enqueue('BrokerModifications', (office) => registrationChanged(office, id)),
    topics: () => enqueue('TopicChange', topicsChanged),
    topic: (name) => () => enqueue('PartitionModifications', (office) => topicChanged(office, name)),
    deletions: () => enqueue('TopicDeletion', deletionsChanged),
    reassignments: () =>
      enqueue('ZkPartitionReassignment', async ({ reassignments }) => void (await reassignments.fromZookeeper())),
    preferredElections: () => enqueue('ReplicaLeaderElection', preferredElectionsFromZookeeper),
    isrChanges: () => enqueue('IsrChangeNotification', isrsChanged),
    logDirEvents: () => enqueue('LogDirEventNotification', directoriesFailed),
  }
}

async function deletionsChanged({ tenure, deletion, watches, config }: Office): Promise<void> {
  const names = await tenure.store.children(paths.deleteTopics, watches.deletions)
  const fresh = names.filter((name) => !tenure.model.isQueuedForDeletion(name)).sort()
  if (fresh.length > 0) await deletion.enqueue(fresh, config.get('delete.topic.enable'))
}

/** Only brokers before 2.7 tell of ISR changes so; everything is read again. */
async function isrsChanged({ tenure, watches, reassignments }: Office): Promise<void> {
  const { model, store, batch } = tenure
  const names = await store.children(paths.isrChanges, watches.isrChanges)
  if (names.length === 0) return
  await Promise.all([...model.partitions()].map((partition) => tenure.refresh(partition)))
  batch.updateMetadata(model.brokers.keys(), model.partitions())
  batch.send()
  await Promise.all(names.map((name) => store.remove(`${paths.isrChanges}/${name}`)))
  await reassignments.completeReady(model.partitions())
}

const firstRebalanceMs = 5000

/** Leaders are balanced soon after the election, and then from time to time. */
export function scheduleRebalance({ clock, config }: ControllerOptions, enqueue: Enqueue): Timer {
  const turn = () => enqueue('AutoPreferredReplicaLeaderElection', rebalanceLeaders)
  let timer: Timer = clock.after(firstRebalanceMs, () => {
    turn()
    timer = every(clock, config.get('leader.imbalance.check.interval.seconds') * 1000, turn)
  })
  return { cancel: () => timer.cancel() }
}
