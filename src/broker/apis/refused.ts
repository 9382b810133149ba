import type { Api } from '../../wire/kafka/api.ts'
import { type ErrorName, KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf, Message, TypeOf } from '../../wire/schema/index.ts'
import { api, type RegisteredApi, type RequestContext } from './api.ts'

/** An API that always answers with one error, in its own shape. */
export function refused<Q extends Message, R extends Message>(
  wire: Api<Q, R>,
  error: ErrorName,
  failed: (request: TypeOf<Q>, error: KafkaError, context: RequestContext) => InputOf<R>,
  message?: string,
): RegisteredApi {
  return api(wire, {
    handle() {
      throw new KafkaError(error, message)
    },
    failed,
  })
}
