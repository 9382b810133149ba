import { KafkaError } from '../wire/kafka/errors.ts'

/** A failure that arose on the client's side, named by the Java exception that stands for it in what Kafka's tools print. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError'
  readonly className: string
  /** Trying again may help. */
  readonly retriable: boolean

  constructor(className: string, message: string, options: { retriable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.className = className
    this.retriable = options.retriable ?? false
  }
}

/** The broker did not take this client for who it says it is, or the other way round. Trying again does not help. */
export class AuthenticationError extends ClientError {
  override readonly name = 'AuthenticationError'

  /** @param exception simple name of one of Kafka's exceptions: `SaslAuthenticationException` */
  constructor(exception: string, message: string, cause?: unknown) {
    super(`org.apache.kafka.common.errors.${exception}`, message, { cause })
  }
}

export const timeoutError = (message: string, cause?: unknown) =>
  new ClientError('org.apache.kafka.common.errors.TimeoutException', message, { retriable: true, cause })

/** Nobody was found whom the call could go to. */
export const unassignedError = (call: string, cause?: unknown) =>
  timeoutError(`Timed out waiting for a node assignment. Call: ${call}`, cause)

/** No connection could be had to whom the call is for. */
export function unassigned(call: string): never {
  throw unassignedError(call)
}

export const isUnassigned = (error: unknown): boolean =>
  error instanceof ClientError && error.message.startsWith('Timed out waiting for a node assignment.')

export const disconnectError = (message: string, cause?: unknown) =>
  new ClientError('org.apache.kafka.common.errors.DisconnectException', message, { retriable: true, cause })

export const unsupportedVersionError = (message: string) =>
  new ClientError('org.apache.kafka.common.errors.UnsupportedVersionException', message)

/** The broker lacks what was asked for, or speaks only other versions of it. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof ClientError && error.className.endsWith('.UnsupportedVersionException')

export const configError = (message: string) =>
  new ClientError('org.apache.kafka.common.config.ConfigException', message)

export const kafkaException = (message: string, cause?: unknown) =>
  new ClientError('org.apache.kafka.common.KafkaException', message, { cause })

export const invalidConfiguration = (message: string, cause?: unknown) =>
  new ClientError('org.apache.kafka.common.errors.InvalidConfigurationException', message, { cause })

/** What a connection is to be made with can't be had. Kafka tries again until the call's time is over. */
export const channelError = (cause: unknown) =>
  new ClientError(
    'java.io.IOException',
    'Channel could not be created for socket java.nio.channels.SocketChannel[closed]',
    { retriable: true, cause },
  )

/** What whoever waits for a future is thrown, where it ended with `cause`. */
export const executionException = (cause: unknown) =>
  new ClientError('java.util.concurrent.ExecutionException', javaText(cause), { cause })

/** As `new KafkaException(cause)` has it: the cause's text is its message. */
export const wrappedException = (cause: unknown) => kafkaException(javaText(cause), cause)

export const illegalArgument = (message: string) => new ClientError('java.lang.IllegalArgumentException', message)

/** Whether Kafka calls the failure worth another try, whichever side it arose on. */
export function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}

/** The full name of the Java exception that stands for the failure; undefined for what is none of Kafka's. */
export function javaClassOf(error: unknown): string | undefined {
  if (error instanceof KafkaError) return `org.apache.kafka.common.errors.${error.exception}`
  if (error instanceof Error && 'className' in error && typeof error.className === 'string') return error.className
  return undefined
}

/** As Java prints an exception: `org.apache.kafka.common.errors.TimeoutException: Timed out …`. */
export function javaText(error: unknown): string {
  const name = javaClassOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (name === undefined) return message
  // What a broker tells is a text, even an empty one; only an exception made without a message prints no colon.
  return message === '' && !(error instanceof KafkaError) ? name : `${name}: ${message}`
}

/** The lines of a Java stack trace that are no frames: the exception, then its causes as far as they have a name in Java. */
export function javaTrace(error: unknown): string {
  return [javaText(error), ...causesOf(error).map((cause) => `Caused by: ${javaText(cause)}`)].join('\n')
}

function causesOf(error: unknown): unknown[] {
  const cause = error instanceof Error ? error.cause : undefined
  return javaClassOf(cause) === undefined ? [] : [cause, ...causesOf(cause)]
}
