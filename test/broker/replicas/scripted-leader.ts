import { FrameSplitter } from '../../../src/net/frames.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Connection, Listener } from '../../../src/net/transport.ts'
import type { Api } from '../../../src/wire/kafka/api.ts'
import type { ErrorName } from '../../../src/wire/kafka/errors.ts'
import { errorCode } from '../../../src/wire/kafka/errors.ts'
import { Fetch, type FetchRequest } from '../../../src/wire/kafka/fetch.ts'
import { decodeRequestHeader, encodeResponseFrame } from '../../../src/wire/kafka/headers.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { decode, type InputOf, type Message, type TypeOf } from '../../../src/wire/schema/index.ts'

interface Frame {
  readonly bytes: Buffer
  readonly connection: Connection
}

type PartitionData = InputOf<typeof Fetch.response>['responses'][number]['partitions'][number]
type WantedPartition = FetchRequest['topics'][number]['partitions'][number]

/** A request that waits for the test to answer it. */
export interface Asked<Q extends Message, R extends Message> {
  readonly request: TypeOf<Q>
  readonly version: number
  readonly clientId: string | null
  answer(body: InputOf<R>): void
  /** Closes the connection instead of an answer. */
  hangUp(): void
}

export type AskedFetch = Asked<typeof Fetch.request, typeof Fetch.response>

/** A leader whose every answer the test gives, to a real follower over a real socket. */
export class ScriptedLeader {
  readonly #listener: Listener
  readonly #frames: Frame[] = []
  #arrived: (() => void) | undefined

  private constructor(listener: Listener) {
    this.#listener = listener
  }

  static async start(): Promise<ScriptedLeader> {
    let leader: ScriptedLeader | undefined
    const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
      const splitter = new FrameSplitter(1_000_000)
      connection.onData((chunk) => {
        for (const bytes of splitter.push(chunk)) leader?.take({ bytes, connection })
      })
    })
    leader = new ScriptedLeader(listener)
    return leader
  }

  get port(): number {
    return this.#listener.address.port
  }

  take(frame: Frame): void {
    this.#frames.push(frame)
    this.#arrived?.()
  }

  /** The follower's next request, which must be of this API. */
  async next<Q extends Message, R extends Message>(api: Api<Q, R>): Promise<Asked<Q, R>> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
    const frame = this.#frames.shift()
    if (frame === undefined) throw new Error('no request')
    const { bytes, connection } = frame
    const { apiKey, apiVersion: version, correlationId, clientId, bodyOffset } = decodeRequestHeader(bytes)
    if (apiKey !== api.request.key) throw new Error(`asked for API ${apiKey}`)
    return {
      ...{ version, clientId, request: decode(api.request, version, bytes, bodyOffset) },
      answer: (body) => void connection.write(encodeResponseFrame(api.response, version, correlationId, body)),
      hangUp: () => connection.destroy(),
    }
  }

  fetch(): Promise<AskedFetch> {
    return this.next(Fetch)
  }

  /** Answers the next question for an offset, which must be one with this timestamp (−1 latest, −2 earliest). */
  async listOffset(timestamp: number, offset: number, error: ErrorName = 'NONE'): Promise<void> {
    const { request, answer } = await this.next(ListOffsets)
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, timestamp: asked }) => {
        if (asked !== timestamp) throw new Error(`asked for ${asked}`)
        return { partitionIndex, errorCode: errorCode(error), offset }
      }),
    }))
    answer({ topics })
  }

  close(): Promise<void> {
    return this.#listener.close()
  }
}

export const sessionId = 4711

const answered = {
  ...{ errorCode: 0, highWatermark: 0, lastStableOffset: 0, logStartOffset: 0 },
  divergingEpoch: { epoch: -1, endOffset: -1 },
  currentLeader: { leaderId: -1, leaderEpoch: -1 },
  snapshotId: { endOffset: -1, epoch: -1 },
  abortedTransactions: null,
  records: Buffer.alloc(0),
}

/** A leader's answer about partition 0 of the topic. */
export function answerOf(topicId: string, part: Partial<PartitionData>, topic = ''): InputOf<typeof Fetch.response> {
  const partitions = [{ ...answered, partitionIndex: 0, ...part }]
  return { errorCode: 0, sessionId, responses: [{ topic, topicId, partitions }], nodeEndpoints: [] }
}

export const noNews = { errorCode: 0, sessionId, responses: [], nodeEndpoints: [] }

export const sessionRefused = (error: ErrorName) => ({ ...noNews, errorCode: errorCode(error), sessionId: 0 })

/** What a request says of partition 0, if anything. */
export function wantedIn({ request }: AskedFetch): WantedPartition | undefined {
  return request.topics.flatMap(({ partitions }) => partitions).find(({ partition }) => partition === 0)
}
