import { errorCode } from '../../wire/kafka/errors.ts'
import type { Cluster, Target } from '../cluster.ts'
import { type Attempt, type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** Milliseconds that an answer may come late: a broker answers at the request's own time-out, and is heard out. */
const answerMargin = 1000

/** Runs a request that only the controller can serve; one that is no longer the controller is left for its successor. */
export function runControllerCall<T>(
  cluster: Cluster,
  name: string,
  options: CallOptions,
  attempt: (...args: [...Parameters<Attempt<T>>, answerTimeoutMs: number]) => Promise<T>,
  target: Target = 'controller',
): Promise<T> {
  return runCall(cluster, { ...options, name, target }, (connection, timeoutMs) => {
    return attempt(connection, timeoutMs, timeoutMs + answerMargin)
  })
}

/** The error in each result, or what `value` makes of a good one. Throws NOT_CONTROLLER, to be tried elsewhere. */
export function controllerOutcomes<R extends { errorCode: number; errorMessage?: string | null }, T>(
  results: readonly R[],
  key: (result: R) => string,
  value: (result: R) => T,
): Map<string, Outcome<T>> {
  const astray = results.find((result) => result.errorCode === errorCode('NOT_CONTROLLER'))
  if (astray !== undefined) throw errorIn(astray)
  return new Map(results.map((result) => [key(result), errorIn(result) ?? value(result)]))
}
