import { pause } from '../../base/clock.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster, Target } from '../cluster.ts'
import { isRetriable, isUnassigned, timeoutError, unassigned } from '../errors.ts'

export interface CallOptions {
  /** Milliseconds for the call with all its retries; default.api.timeout.ms when left out. */
  readonly timeoutMs?: number
}

export interface Call extends CallOptions {
  /** In place of `timeoutMs`, where the call is a part of a longer one: a moment as of `Cluster.deadline`. */
  readonly deadline?: number
  /** As Kafka names it in its time-outs: `createTopics`, `listOffsets(api=METADATA)`. */
  readonly name: string
  /** Asked anew before each try. */
  readonly target: Target | (() => Promise<number>)
  /** Told of a failure that is about to be retried. */
  readonly onRetry?: (error: unknown) => void
}

/** One try: a connection, and how long its answer may take. */
export type Attempt<T> = (connection: BrokerConnection, timeoutMs: number) => Promise<T>

/**
 * Runs the attempt until it succeeds, fails for good, or the time is over.
 * @throws what the attempt threw, or ClientError (TimeoutException)
 */
export async function runCall<T>(cluster: Cluster, call: Call, attempt: Attempt<T>): Promise<T> {
  const deadline = call.deadline ?? cluster.deadline(call.timeoutMs)
  const left = () => deadline - cluster.io.clock.elapsed()
  for (let tries = 1; ; tries++) {
    const target = typeof call.target === 'function' ? await call.target() : call.target
    try {
      const connection = await connect(cluster, call, target, deadline)
      return await attempt(connection, Math.max(1, Math.trunc(Math.min(cluster.config.requestTimeoutMs, left()))))
    } catch (error) {
      if (!isRetriable(error) || tries > cluster.config.retries) throw error
      const wait = cluster.retryBackoff(tries - 1)
      if (left() <= wait && isUnassigned(error)) throw error
      if (left() <= wait) throw timedOut(cluster, call, { left: left(), tries, wait }, error)
      if (target === 'controller') cluster.forgetController()
      call.onRetry?.(error)
      await pause(cluster.io.clock, wait)
    }
  }
}

/** To somebody who was looked up there is one attempt, and then another look: who is gone has a successor. */
async function connect(cluster: Cluster, call: Call, target: Target, deadline: number): Promise<BrokerConnection> {
  const patience = { deadline, call: call.name }
  if (typeof call.target !== 'function') return cluster.connect(target, patience)
  return (await cluster.tryConnect(target, patience)) ?? unassigned(call.name)
}

function timedOut(
  cluster: Cluster,
  call: Call,
  { left, tries, wait }: { left: number; tries: number; wait: number },
  cause: unknown,
) {
  const now = cluster.io.clock.now()
  const [deadlineMs, nextAllowedTryMs] = [Math.trunc(now + left), Math.trunc(now + wait)]
  return timeoutError(
    `Call(callName=${call.name}, deadlineMs=${deadlineMs}, tries=${tries}, nextAllowedTryMs=${nextAllowedTryMs}) ` +
      `timed out at ${now} after ${tries} attempt(s)`,
    cause,
  )
}
