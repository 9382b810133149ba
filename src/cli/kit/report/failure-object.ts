import { javaClassOf } from '../../../client/errors.ts'
import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { KafkaError } from '../../../wire/kafka/errors.ts'
import { OptionError } from '../jopt/option-error.ts'
import type { ValueOf } from '../schema/schema.ts'
import type { failure } from './diagnostics.ts'

/** A failure as the JSON has it. */
export function failureObject(error: unknown): ValueOf<typeof failure> {
  const met = unwrapped(error)
  const message = met instanceof Error ? met.message : String(met)
  return { type: typeOf(met), code: codeOf(met), message: message.trim() }
}

/** What failed itself: Java's futures hand out an exception around it. */
export function unwrapped(error: unknown): unknown {
  const isWrapper = javaClassOf(error) === 'java.util.concurrent.ExecutionException'
  return isWrapper && error instanceof Error && error.cause !== undefined ? error.cause : error
}

/** The error code that a server answered with. */
export function codeOf(error: unknown): number | null {
  return error instanceof KafkaError || error instanceof ZooKeeperError ? error.code : null
}

function typeOf(error: unknown): string {
  if (error instanceof ZooKeeperError) return 'KeeperException'
  if (error instanceof OptionError) return error.exception
  const className = javaClassOf(error)
  if (className !== undefined) return className.slice(className.lastIndexOf('.') + 1)
  return error instanceof Error ? error.name : 'Error'
}
