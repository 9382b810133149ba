import type { Cluster } from '../../client/cluster.ts'
import { ClientError, javaText } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { Output } from '../kit/output.ts'
import type { Report } from '../kit/report/report.ts'

/** Kafka's patience for an answer. */
export const describeSeconds = 30
export const alterSeconds = 60

const millisecondsPerSecond = 1000

/** A connected command: whom to ask, how to tell, and how long to wait. */
export class Session {
  readonly stdout: Output
  readonly report: Report
  readonly #context: CommandContext
  readonly #cluster: Cluster
  readonly #ofControllers: boolean

  /** `ofControllers`: the address was given as one of KRaft controllers. */
  constructor(context: CommandContext, cluster: Cluster, ofControllers: boolean) {
    this.stdout = context.stdout
    this.report = context.report
    this.#context = context
    this.#cluster = cluster
    this.#ofControllers = ofControllers
  }

  /**
   * Waits as Java's `Future.get` does.
   * @throws ClientError: an ExecutionException about the call's own failure, or a TimeoutException without a message
   */
  async get<T>(call: (cluster: Cluster) => Promise<T>, seconds?: number): Promise<T> {
    const answer = this.#ofControllers ? this.#checkEndpoint().then(() => call(this.#cluster)) : call(this.#cluster)
    const late = new ClientError('java.util.concurrent.TimeoutException', '')
    return await new Promise<T>((resolve, reject) => {
      const timer =
        seconds === undefined
          ? undefined
          : this.#context.clock.after(seconds * millisecondsPerSecond, () => reject(late))
      answer.then(resolve, (error) => reject(executionException(error))).finally(() => timer?.cancel())
    })
  }

  /** What a node is asked about itself is asked of the controller of that id. */
  async #checkEndpoint(): Promise<void> {
    const { activeController } = await import('../../client/admin/quorum-target.ts')
    await activeController(this.#cluster)
  }
}

function executionException(error: unknown): ClientError {
  return new ClientError('java.util.concurrent.ExecutionException', javaText(error), { cause: error })
}
