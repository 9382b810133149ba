import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { MultiError, type Operation, type OperationResult } from '../../zookeeper/client/multi.ts'
import { decodePartitionState, encodePartitionState } from '../znodes/partition-state.ts'
import { paths } from '../znodes/paths.ts'
import { decodeTopicAssignment, encodeTopicAssignment, type TopicAssignment } from '../znodes/topic-assignment.ts'
import type { Leadership } from './model.ts'
import type { StateWrite } from './partition-machine.ts'

/** Another broker has become the controller: whatever this one still wanted to write was refused. */
export class ControllerMovedError extends Error {
  constructor() {
    super('Controller epoch zkVersion check fails. Expected zkVersion is outdated: the controller has moved')
    this.name = 'ControllerMovedError'
  }
}

/** A state that was written, with the partition epoch that it got; undefined when ZooKeeper had another one. */
export interface StateWritten {
  readonly write: StateWrite
  readonly partitionEpoch: number | undefined
}

/** The controller's way to ZooKeeper: every write checks that it still is the controller, and none waits for another. */
export class ControllerStore {
  readonly zookeeper: ZooKeeperClient
  readonly #epochVersion: number

  constructor(zookeeper: ZooKeeperClient, epochVersion: number) {
    this.zookeeper = zookeeper
    this.#epochVersion = epochVersion
  }

  /** One write under the epoch check. Throws `ControllerMovedError`, or the write's own ZooKeeperError. */
  async write(operation: Operation): Promise<OperationResult | undefined> {
    try {
      const check = { type: 'check', path: paths.controllerEpoch, version: this.#epochVersion } as const
      return (await this.zookeeper.multi([check, operation]))[1]
    } catch (error) {
      if (error instanceof MultiError && error.failed === 0) throw new ControllerMovedError()
      throw error
    }
  }

  async #create(path: string, data: Uint8Array | null): Promise<boolean> {
    try {
      await this.write({ type: 'create', path, data })
      return true
    } catch (error) {
      if (!isZooKeeperError(error, 'nodeExists')) throw error
      return false
    }
  }

  /** Deletes the node if it is there. */
  async remove(path: string): Promise<void> {
    try {
      await this.write({ type: 'delete', path })
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
    }
  }

  /** Creates or replaces partitions' state nodes; the parents of new ones are made before. */
  async writeStates(writes: readonly StateWrite[]): Promise<StateWritten[]> {
    const created = writes.filter(({ kind }) => kind === 'create').map(({ partition }) => partition)
    const topics = new Set(created.map(({ topic }) => topic.name))
    const parents = [
      ...[...topics].map((topic) => this.#create(paths.topicPartitions(topic), null)),
      ...created.map(({ topic, partition }) => this.#create(paths.topicPartition(topic.name, partition), null)),
    ]
    const states = writes.map((write) => this.#writeState(write))
    const [written] = await Promise.all([Promise.all(states), Promise.all(parents)])
    return written
  }

  /** A write whose answer was lost with the connection is refused when it is sent again: then the node tells. */
  async #writeState(write: StateWrite): Promise<StateWritten> {
    const path = paths.partitionState(write.partition.topic.name, write.partition.partition)
    const data = encodePartitionState(write.state)
    if (write.kind === 'create') return { write, partitionEpoch: (await this.#create(path, data)) ? 0 : undefined }
    const partitionEpoch = write.expected + 1
    try {
      await this.write({ type: 'set', path, data, version: write.expected })
      return { write, partitionEpoch }
    } catch (error) {
      if (!isZooKeeperError(error, 'badVersion') && !isZooKeeperError(error, 'noNode')) throw error
    }
    const found = await this.#get(path)
    const isOurs = found?.version === partitionEpoch && found.data.equals(data)
    return { write, partitionEpoch: isOurs ? partitionEpoch : undefined }
  }

  /** The partition's state as ZooKeeper has it; undefined when it has none. */
  async readState(topic: string, partition: number): Promise<Leadership | undefined> {
    const found = await this.#get(paths.partitionState(topic, partition))
    return found === undefined ? undefined : { ...decodePartitionState(found.data), partitionEpoch: found.version }
  }

  async readTopic(topic: string, watch?: () => void): Promise<TopicAssignment | undefined> {
    const found = await this.#get(paths.topic(topic), watch)
    return found === undefined ? undefined : decodeTopicAssignment(found.data)
  }

  async writeTopic(topic: string, assignment: TopicAssignment): Promise<void> {
    await this.write({ type: 'set', path: paths.topic(topic), data: encodeTopicAssignment(assignment) })
  }

  /** Creates the node, or replaces its data. */
  async put(path: string, data: Uint8Array): Promise<void> {
    try {
      await this.write({ type: 'set', path, data })
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      await this.write({ type: 'create', path, data })
    }
  }

  /** The node's data; undefined where there is no node. With a watch it is told when the node comes or goes. */
  async read(path: string, watch?: () => void): Promise<Buffer | undefined> {
    const [found] = await Promise.all([this.#get(path), watch && this.#watchPresence(path, watch)])
    return found?.data
  }

  /** What changes the node's data alone is passed over. */
  #watchPresence(path: string, watch: () => void): Promise<unknown> {
    const again = () => void this.#watchPresence(path, watch).catch(() => {})
    return this.zookeeper.exists(path, { watch: ({ type }) => (type === 'NodeDataChanged' ? again() : watch()) })
  }

  async #get(path: string, watch?: () => void): Promise<{ data: Buffer; version: number } | undefined> {
    try {
      const { data, stat } = await this.zookeeper.get(path, { watch })
      return { data: data ?? Buffer.alloc(0), version: stat.version }
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      return undefined
    }
  }

  async children(path: string, watch?: () => void): Promise<string[]> {
    return (await this.zookeeper.children(path, { watch })).children
  }

  /** Takes away what told the controller of something, now that it knows. */
  async clear(path: string): Promise<string[]> {
    const names = await this.children(path)
    await Promise.all(names.map((name) => this.remove(`${path}/${name}`)))
    return names
  }
}
