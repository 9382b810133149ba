import { logLevelNames } from '../../../base/log-levels.ts'
import { boolean, integer, list, long, number, object, oneOf, orNull, string } from '../schema/schema.ts'

const broker = object({
  id: orNull(integer('Its id; null of a bootstrap server whose id is not known yet.')),
  host: string('Its name or address.'),
  port: integer('Its port.'),
})

/** An error inside a result: one of several things failed. */
export const failure = object(
  {
    type: string("The exception's name in Java, without its package."),
    code: orNull(integer('The error code that a server answered with; null where the fault arose on our side.')),
    message: string('What Kafka’s tool says of it.'),
  },
  'Why it failed.',
)

const error = object(
  {
    error: object({
      ...failure.fields,
      retriable: boolean('Trying again may help.'),
      broker: orNull(broker, 'Who answered with the error.'),
      cause: orNull(string('What lies behind it, in a sentence.')),
      hint: orNull(string('What can be done about it.')),
    }),
  },
  'Why the command failed. Its exit code is the same as without --json.',
)

const warning = object({ warning: object({ message: string('A remark.') }) }, 'A remark beside the results.')

const log = object(
  {
    log: object({
      time: long('When.'),
      level: oneOf(logLevelNames, "log4j's level."),
      logger: string('Whose remark it is: a class of Kafka.'),
      message: string('The remark.'),
      thrown: orNull(string('What was caught, as Java prints it.')),
    }),
  },
  'What Kafka’s tool or server logs.',
)

const request = object(
  {
    request: object({
      api: string('`Metadata`, `CreateTopics`, …'),
      version: integer('The version of the request.'),
      broker,
      milliseconds: number('From sending to the end of the answer.'),
      sentBytes: integer('With the length prefix.'),
      receivedBytes: integer('With the length prefix; 0 without an answer.'),
      errors: list(string('NOT_CONTROLLER, …'), 'The errors in the answer, or the one that came in its place.'),
    }),
  },
  'With --explain: what a broker was asked.',
)

const operation = object(
  {
    zookeeper: object({
      operation: string('`getData`, `create`, …'),
      path: orNull(string('The node.')),
      server: orNull(string('Who was asked, as name/address:port; null where there was no connection.')),
      milliseconds: number('From sending to the end of the answer.'),
      error: orNull(string('What ZooKeeper answered, or why there is no answer.')),
    }),
  },
  'With --explain: what ZooKeeper was asked.',
)

const nothing = object(
  { explain: object({ message: string('What is to be said.') }) },
  'With --explain: a remark on what was sent.',
)

/** What the lines on stderr are with --json. */
export const diagnostics = [error, warning, log, request, operation, nothing] as const
export type LogLine = typeof log
export type ErrorLine = typeof error
export type RequestLine = typeof request
export type OperationLine = typeof operation
