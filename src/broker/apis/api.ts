import type { Api } from '../../wire/kafka/api.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { encodeResponseFrame } from '../../wire/kafka/headers.ts'
import { type Chunk, decode, type InputOf, type Message, type TypeOf } from '../../wire/schema/index.ts'
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
  /** As Kafka writes it: `127.0.0.1:9092-127.0.0.1:53211-0`. */
  readonly connectionId: string
  /** Higher for each connection that came later. */
  readonly connectionSerial: number
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
 * An API of the broker: its messages and what it does.
 *
 * `handle` returns the body of the response, or a promise of it for what has to wait; a `KafkaError` that it throws is
 * answered in the shape that `failed` gives, any other error as UNKNOWN_SERVER_ERROR. The request's `records` are
 * views on the receive buffer: valid until the answer is given.
 */
export interface BrokerApi<Q extends Message, R extends Message> {
  readonly wire: Api<Q, R>
  /** All of these must be allowed, else the whole request fails. Finer checks are the handler's, by `broker.authoriser`. */
  authorise?(request: TypeOf<Q>): readonly Permission[]
  handle(
    broker: BrokerContext,
    request: TypeOf<Q>,
    context: RequestContext,
  ): Body<InputOf<R>> | Promise<Body<InputOf<R>>>
  /** The whole response saying one error, everywhere the API has a place for it. */
  failed(request: TypeOf<Q>, error: KafkaError, context: RequestContext): InputOf<R>
}

/** An API as the registry holds it: bytes in, bytes out, its types already checked by `api`. */
export interface RegisteredApi {
  readonly wire: Api
  /** Runs a request whose body starts at `offset`; the answer is a whole frame with its length prefix. */
  serve(broker: BrokerContext, frame: Buffer, offset: number, context: RequestContext): Served | Promise<Served>
}

/** A frame to send, nothing, or the end of the connection. */
export type Served = readonly Chunk[] | typeof noAnswer | typeof closeConnection

export function api<Q extends Message, R extends Message>(
  wire: Api<Q, R>,
  rest: Omit<BrokerApi<Q, R>, 'wire'>,
): RegisteredApi {
  const { request: requestMessage, response } = wire
  return {
    wire,
    serve(broker, frame, offset, context) {
      const request = decode(requestMessage, context.version, frame, offset)
      const finish = (body: Body<InputOf<R>>): Served => {
        if (body === noAnswer) return noAnswer
        if (body === closeConnection) return closeConnection
        return encodeResponseFrame(response, context.version, context.correlationId, body)
      }
      const fail = (error: unknown) => finish(rest.failed(request, asKafkaError(error, wire.name, broker), context))
      try {
        for (const needed of rest.authorise?.(request) ?? []) requirePermission(broker, context, needed)
        const body = rest.handle(broker, request, context)
        return body instanceof Promise ? body.then(finish).catch(fail) : finish(body)
      } catch (error) {
        return fail(error)
      }
    },
  }
}

function asKafkaError(error: unknown, name: string, broker: BrokerContext): KafkaError {
  if (error instanceof KafkaError) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  broker.logger.named('kafka.server.KafkaApis').error(`Unexpected error handling request ${name}: ${text}`)
  return new KafkaError('UNKNOWN_SERVER_ERROR', null, { cause: error })
}

const refusals = {
  Topic: 'TOPIC_AUTHORIZATION_FAILED',
  Group: 'GROUP_AUTHORIZATION_FAILED',
  Cluster: 'CLUSTER_AUTHORIZATION_FAILED',
  TransactionalId: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  DelegationToken: 'DELEGATION_TOKEN_AUTHORIZATION_FAILED',
  User: 'CLUSTER_AUTHORIZATION_FAILED',
} as const

function requirePermission(broker: BrokerContext, context: RequestContext, needed: Permission): void {
  if (!broker.authoriser.allows(context, needed)) throw new KafkaError(refusals[needed.resource])
}

/** An error's text for a response: null where it is only the code's own, which clients know themselves. */
export const errorText = (error: KafkaError): string | null =>
  error.message === error.info.message ? null : error.message
