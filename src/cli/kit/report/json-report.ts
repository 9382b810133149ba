import type { LogEntry } from '../../../base/logger.ts'
import { javaText } from '../../../client/errors.ts'
import type { Asked } from '../../../client/trace.ts'
import type { ProcessContext } from '../command-context.ts'
import type { Hint } from '../hints/hint.ts'
import { hintOn } from '../hints/hint-on.ts'
import { jsonText } from '../schema/json-text.ts'
import type { ResultType, ValueOf } from '../schema/schema.ts'
import type { ErrorLine } from './diagnostics.ts'
import type { Explanation } from './explanation.ts'
import { codeOf, failureObject, unwrapped } from './failure-object.ts'
import { logObject } from './log-line.ts'
import type { CommandReport } from './report.ts'
import { brokerObject, errorCodesIn } from './request-line.ts'
import { Traffic } from './traffic.ts'

/** Objects on stdout and stderr in place of Kafka's words. */
export class JsonReport implements CommandReport {
  readonly isJson = true
  readonly clientTrace: Traffic
  readonly #process: ProcessContext
  readonly #options: readonly string[]
  readonly #explanation: Explanation | undefined
  readonly #failures: unknown[] = []
  /** By error code, the request that was answered with it last. */
  readonly #refusals = new Map<number, Asked>()

  /** `options`: the names of the command's. */
  constructor(process: ProcessContext, options: readonly string[], explanation?: Explanation) {
    this.#process = process
    this.#options = options
    this.#explanation = explanation
    this.clientTrace = new Traffic(
      (event) => {
        for (const code of errorCodesIn(event.answer)) this.#refusals.set(code, event)
        explanation?.asked(event)
      },
      explanation && ((event) => explanation.operated(event)),
    )
  }

  get zooKeeperTrace() {
    return this.clientTrace.zooKeeper
  }

  results(type: ResultType, values: readonly object[]): void {
    const lines = values.map((value) => `${jsonText({ kind: type.kind, ...value })}\n`)
    if (lines.length > 0) this.#process.stdout.write(lines.join(''))
  }

  remark(message: string): void {
    this.#tell({ warning: { message: message.trim() } })
  }

  failure(error: unknown): void {
    this.#failures.push(error)
  }

  log(entry: LogEntry): void {
    this.#tell(logObject(entry))
  }

  async end(): Promise<void> {
    this.#explanation?.end()
    for (const error of this.#failures) this.#tell(await this.#errorObject(error))
  }

  async #errorObject(failure: unknown): Promise<ValueOf<ErrorLine>> {
    const error = unwrapped(failure)
    const code = codeOf(error)
    const refusal = code === null ? undefined : this.#refusals.get(code)
    const { cause = causeText(error), hint = null } = (await this.#hintOn(error)) ?? {}
    const retriable = error instanceof Error && 'retriable' in error && error.retriable === true
    const broker = refusal === undefined ? null : brokerObject(refusal.node)
    return { error: { ...failureObject(error), retriable, broker, cause, hint } }
  }

  #hintOn(error: unknown): Promise<Hint | undefined> {
    return hintOn(error, { traffic: this.clientTrace, options: this.#options, process: this.#process })
  }

  #tell(object: object): void {
    this.#process.stderr.write(`${jsonText(object)}\n`)
  }
}

function causeText(error: unknown): string | null {
  return error instanceof Error && error.cause instanceof Error ? javaText(error.cause) : null
}
