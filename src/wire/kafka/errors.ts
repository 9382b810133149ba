import { type ErrorRow, errorTable } from './error-table.ts'

export type ErrorName = keyof typeof errorTable

/** One of Kafka's errors. */
export interface ErrorInfo {
  readonly code: number
  /** Kafka's constant: `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly name: ErrorName
  /** Simple name of the Java class: `UnknownTopicOrPartitionException`; empty for NONE. */
  readonly exception: string
  readonly message: string
  readonly retriable: boolean
  /** Retriable once the client has asked for fresh metadata. */
  readonly invalidMetadata: boolean
}

function info(name: ErrorName): ErrorInfo {
  const [code, exception, message, retry]: ErrorRow = errorTable[name]
  return { code, name, exception, message, retriable: retry !== undefined, invalidMetadata: retry === 'refresh' }
}

function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(errorTable, name)
}

const byCode = new Map<number, ErrorInfo>(
  Object.keys(errorTable)
    .filter(isErrorName)
    .map((name) => [errorTable[name][0], info(name)]),
)

/** The error with that code; UNKNOWN_SERVER_ERROR where Kafka 3.7 knows none. */
export function errorOf(code: number): ErrorInfo {
  return byCode.get(code) ?? info('UNKNOWN_SERVER_ERROR')
}

/** The code of an error, for a response: `errorCode('UNKNOWN_MEMBER_ID')` → 25. */
export function errorCode(name: ErrorName): number {
  return errorTable[name][0]
}

/** Kafka's constant for a code: `errorName(25)` → UNKNOWN_MEMBER_ID. */
export function errorName(code: number): ErrorName {
  return errorOf(code).name
}

/** An error that Kafka has a code for. The message is the error's own unless a more telling one is given. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError'
  readonly info: ErrorInfo

  constructor(error: ErrorName | number, message?: string | null, options?: ErrorOptions) {
    const known = typeof error === 'number' ? errorOf(error) : info(error)
    super(message ?? known.message, options)
    this.info = known
  }

  get code(): number {
    return this.info.code
  }

  get errorName(): ErrorName {
    return this.info.name
  }

  /** Simple name of the Java class. */
  get exception(): string {
    return this.info.exception
  }

  /** Full name of the Java class, as stack traces show it. */
  get className(): string {
    return this.exception && `${packageOf(this.exception)}.${this.exception}`
  }

  get retriable(): boolean {
    return this.info.retriable
  }
}

/** The error that a response's code and message stand for. */
export function kafkaError(code: number, message?: string | null): KafkaError {
  return new KafkaError(code, message)
}

function packageOf(exception: string): string {
  return exception === 'InvalidRecordException' ? 'org.apache.kafka.common' : 'org.apache.kafka.common.errors'
}
