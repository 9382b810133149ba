import type { KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf, Message, TypeOf } from '../../wire/schema/index.ts'
import type { BrokerContext } from '../context.ts'

export type { BrokerContext } from '../context.ts'

/** What is known about a request besides its body. */
export interface RequestContext {
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
  /** As ACLs name it: `User:ANONYMOUS` where nobody logged in. */
  readonly principal: string
  /** The peer's address as text, without a port: `127.0.0.1`. */
  readonly clientHost: string
  /** Name of the listener that the request came in by. */
  readonly listener: string
  /** True when the request's bytes came in by a listener that only brokers use, or from a broker: see the authoriser. */
  readonly connectionId: string
}

/** A `handle` that answers with this sends nothing: Produce with acks=0. */
export const noAnswer: unique symbol = Symbol('no answer')
/** A `handle` that answers with this makes the server close the connection: Kafka's only way to report an error of acks=0. */
export const closeConnection: unique symbol = Symbol('close connection')

export type Body<R> = R | typeof noAnswer | typeof closeConnection

export type Operation =
  | 'Read'
  | 'Write'
  | 'Create'
  | 'Delete'
  | 'Alter'
  | 'Describe'
  | 'ClusterAction'
  | 'DescribeConfigs'
  | 'AlterConfigs'
  | 'IdempotentWrite'
  | 'CreateTokens'
  | 'DescribeTokens'

export type ResourceType = 'Topic' | 'Group' | 'Cluster' | 'TransactionalId' | 'DelegationToken' | 'User'

/** One thing that the caller must be allowed to do before the handler runs. */
export interface Permission {
  readonly operation: Operation
  readonly resource: ResourceType
  readonly name: string
}

export const permission = (operation: Operation, resource: ResourceType, name: string): Permission => ({
  operation,
  resource,
  name,
})

/** The cluster as a resource has one name only. */
export const onCluster = (operation: Operation): Permission => permission(operation, 'Cluster', 'kafka-cluster')

/**
 * An API of the broker: its two messages and what it does.
 *
 * `handle` returns the body of the response, or a promise of it for what has to wait; a `KafkaError` that it throws is
 * answered in the shape that `failed` gives, any other error as UNKNOWN_SERVER_ERROR. The request's `records` are
 * views on the receive buffer: valid until the answer is given.
 */
export interface Api<Q extends Message, R extends Message> {
  readonly request: Q
  readonly response: R
  /** All of these must be allowed, else the whole request fails. Finer checks are the handler's, by `broker.authoriser`. */
  authorise?(request: TypeOf<Q>): readonly Permission[]
  handle(
    broker: BrokerContext,
    request: TypeOf<Q>,
    context: RequestContext,
  ): Body<InputOf<R>> | Promise<Body<InputOf<R>>>
  /** The whole response saying one error, everywhere the API has a place for it. */
  failed(request: TypeOf<Q>, error: KafkaError): InputOf<R>
}

/** An API after its types were checked: what the registry lists and the server runs. */
export interface AnyApi {
  readonly request: Message
  readonly response: Message
  authorise?(request: never): readonly Permission[]
  handle(broker: BrokerContext, request: never, context: RequestContext): unknown
  failed(request: never, error: KafkaError): unknown
}

export function api<Q extends Message, R extends Message>(
  request: Q,
  response: R,
  rest: Omit<Api<Q, R>, 'request' | 'response'>,
): Api<Q, R> {
  return { request, response, ...rest }
}
