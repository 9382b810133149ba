import { FrameSplitter } from '../../../src/net/frames.ts'
import type { Address, Connection, Listener, Transport } from '../../../src/net/transport.ts'
import { errorCode } from '../../../src/wire/kafka/errors.ts'
import { decodeRequestHeader, encodeResponseFrame } from '../../../src/wire/kafka/headers.ts'
import { LeaderAndIsr, type LeaderAndIsrRequest } from '../../../src/wire/kafka/leader-and-isr.ts'
import { StopReplica, type StopReplicaRequest } from '../../../src/wire/kafka/stop-replica.ts'
import { UpdateMetadata, type UpdateMetadataRequest } from '../../../src/wire/kafka/update-metadata.ts'
import { decode } from '../../../src/wire/schema/index.ts'

export interface ControlRequest {
  readonly to: number
  readonly api: 'LeaderAndIsr' | 'UpdateMetadata' | 'StopReplica'
  readonly version: number
  readonly controllerEpoch: number
  /** In short, without what differs from run to run. */
  readonly text: string
}

/** The controller's word about a replica. */
export interface Told {
  readonly topicId: string
  readonly leader: number
  readonly leaderEpoch: number
}

/** Brokers, the port being the id, that take control requests and do nothing. */
export class ActedBrokers implements Transport {
  readonly requests: ControlRequest[] = []
  /** Those whose log directory is broken answer KAFKA_STORAGE_ERROR for these partitions (`topic-partition`). */
  readonly broken = new Map<number, Set<string>>()
  /** Those that answer StopReplica with an error. */
  readonly failing = new Set<number>()
  /** What each was told of its replicas last, by `topic-partition`: `leader@epoch`, as a broker that minds epochs takes it. */
  readonly replicas = new Map<number, Map<string, Told>>()
  /** Each one's metadata, by `topic-partition`: `leader@epoch of ISR`. */
  readonly metadata = new Map<number, Map<string, string>>()

  async resolve(host: string): Promise<readonly string[]> {
    return [host]
  }

  listen(): Promise<Listener> {
    throw new Error('nobody listens on a stage')
  }

  /** It starts afresh, and knows nothing. */
  restart(id: number): void {
    this.replicas.delete(id)
    this.metadata.delete(id)
  }

  async connect({ port }: Address): Promise<Connection> {
    return new ActedConnection((frame) => this.#answer(port, frame))
  }

  #answer(to: number, frame: Buffer): Buffer {
    const { apiKey, apiVersion: version, correlationId, bodyOffset } = decodeRequestHeader(frame)
    const whole = (parts: readonly unknown[]) => Buffer.concat(parts.filter((part) => part instanceof Uint8Array))
    if (apiKey === LeaderAndIsr.request.key) {
      const request = decode(LeaderAndIsr.request, version, frame, bodyOffset)
      this.#note(to, 'LeaderAndIsr', version, request.controllerEpoch, leaderAndIsrText(request))
      this.#follow(to, request)
      return whole(encodeResponseFrame(LeaderAndIsr.response, version, correlationId, this.#tookOver(to, request)))
    }
    if (apiKey === UpdateMetadata.request.key) {
      const request = decode(UpdateMetadata.request, version, frame, bodyOffset)
      this.#note(to, 'UpdateMetadata', version, request.controllerEpoch, metadataText(request))
      this.#learn(to, request)
      return whole(encodeResponseFrame(UpdateMetadata.response, version, correlationId, { errorCode: 0 }))
    }
    const request = decode(StopReplica.request, version, frame, bodyOffset)
    this.#note(to, 'StopReplica', version, request.controllerEpoch, stopText(request))
    this.#stop(to, request)
    return whole(encodeResponseFrame(StopReplica.response, version, correlationId, this.#stopped(to, request)))
  }

  #note(to: number, api: ControlRequest['api'], version: number, controllerEpoch: number, what: string): void {
    this.requests.push({ to, api, version, controllerEpoch, text: `${api} ${what}`.trimEnd() })
  }

  #follow(to: number, { topicStates }: LeaderAndIsrRequest): void {
    const known = this.replicas.get(to) ?? new Map<string, Told>()
    this.replicas.set(to, known)
    for (const { topicName, topicId, partitionStates } of topicStates) {
      for (const { partitionIndex, leader, leaderEpoch } of partitionStates) {
        const name = `${topicName}-${partitionIndex}`
        const before = known.get(name)
        if (before?.topicId === topicId && before.leaderEpoch >= leaderEpoch) continue
        known.set(name, { topicId, leader, leaderEpoch })
      }
    }
  }

  #learn(to: number, { topicStates }: UpdateMetadataRequest): void {
    const known = this.metadata.get(to) ?? new Map<string, string>()
    this.metadata.set(to, known)
    for (const { topicName, partitionStates } of topicStates) {
      for (const { partitionIndex, leader, leaderEpoch, isr } of partitionStates) {
        const name = `${topicName}-${partitionIndex}`
        if (leader === -2) known.delete(name)
        else known.set(name, `${leader}@${leaderEpoch} of ${isr}`)
      }
    }
  }

  #stop(to: number, { topicStates }: StopReplicaRequest): void {
    for (const { topicName, partitionStates } of topicStates) {
      for (const { partitionIndex, deletePartition } of partitionStates)
        if (deletePartition) this.replicas.get(to)?.delete(`${topicName}-${partitionIndex}`)
    }
  }

  #tookOver(to: number, { topicStates }: LeaderAndIsrRequest) {
    const storage = errorCode('KAFKA_STORAGE_ERROR')
    const codeOf = (name: string) => (this.broken.get(to)?.has(name) ? storage : 0)
    const topics = topicStates.map(({ topicName, topicId, partitionStates }) => ({
      topicId,
      partitionErrors: partitionStates.map(({ partitionIndex }) => ({
        ...{ topicName, partitionIndex },
        errorCode: codeOf(`${topicName}-${partitionIndex}`),
      })),
    }))
    return { errorCode: 0, partitionErrors: [], topics }
  }

  #stopped(to: number, { topicStates }: StopReplicaRequest) {
    const code = this.failing.has(to) ? errorCode('KAFKA_STORAGE_ERROR') : 0
    const partitionErrors = topicStates.flatMap(({ topicName, partitionStates }) =>
      partitionStates.map(({ partitionIndex }) => ({ topicName, partitionIndex, errorCode: code })),
    )
    return { errorCode: 0, partitionErrors }
  }
}

const leaderAndIsrText = ({ topicStates }: LeaderAndIsrRequest) =>
  topicStates
    .flatMap(({ topicName, partitionStates }) =>
      partitionStates.map(
        ({ partitionIndex, leader, leaderEpoch, isr, replicas, addingReplicas, removingReplicas, isNew, ...rest }) =>
          [
            `${topicName}-${partitionIndex}:${leader}@${leaderEpoch}[${isr}]of[${replicas}]`,
            addingReplicas.length > 0 ? `+[${addingReplicas}]` : '',
            removingReplicas.length > 0 ? `-[${removingReplicas}]` : '',
            isNew ? 'new' : '',
            rest.leaderRecoveryState === 1 ? 'recovering' : '',
          ].join(''),
      ),
    )
    .sort()
    .join(' ')

const metadataText = ({ topicStates, liveBrokers }: UpdateMetadataRequest) =>
  [
    ...topicStates
      .flatMap(({ topicName, partitionStates }) =>
        partitionStates.map(
          ({ partitionIndex, leader, leaderEpoch, offlineReplicas }) =>
            `${topicName}-${partitionIndex}:${leader}@${leaderEpoch}${offlineReplicas.length > 0 ? `!${offlineReplicas}` : ''}`,
        ),
      )
      .sort(),
    `live ${liveBrokers.map(({ id }) => id).sort()}`,
  ].join(' ')

const stopText = ({ topicStates }: StopReplicaRequest) =>
  topicStates
    .flatMap(({ topicName, partitionStates }) =>
      partitionStates.map(
        ({ partitionIndex, leaderEpoch, deletePartition }) =>
          `${topicName}-${partitionIndex}@${leaderEpoch}${deletePartition ? ' delete' : ''}`,
      ),
    )
    .sort()
    .join(' ')

/** A stream whose far end answers every frame in a later turn. */
class ActedConnection implements Connection {
  readonly local = { host: 'stage', port: 0 }
  readonly remote = { host: 'stage', port: 0 }
  readonly #answer: (frame: Buffer) => Buffer
  readonly #splitter = new FrameSplitter(0x7fffffff)
  #receive: (chunk: Buffer) => void = () => {}
  #closed: (error: Error | undefined) => void = () => {}
  #open = true

  constructor(answer: (frame: Buffer) => Buffer) {
    this.#answer = answer
  }

  onData(handler: (chunk: Buffer) => void): void {
    this.#receive = handler
  }

  onBytes(handler: (chunk: Buffer) => void): void {
    this.#receive = handler
  }

  onClose(handler: (error: Error | undefined) => void): void {
    this.#closed = handler
  }

  write(parts: readonly unknown[]): boolean {
    const bytes = Buffer.concat(parts.filter((part) => part instanceof Uint8Array))
    setImmediate(() => {
      if (!this.#open) return
      for (const frame of this.#splitter.push(bytes)) this.#receive(this.#answer(Buffer.from(frame)))
    })
    return true
  }

  onDrain(): void {}
  pause(): void {}
  resume(): void {}

  end(): void {
    this.destroy()
  }

  destroy(): void {
    if (!this.#open) return
    this.#open = false
    this.#closed(undefined)
  }
}
