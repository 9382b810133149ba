import type { LogEntry } from '../../../base/logger.ts'
import type { ProcessContext } from '../command-context.ts'
import { printLine } from '../output.ts'
import type { ResultType } from '../schema/schema.ts'
import type { Explanation } from './explanation.ts'
import type { CommandReport } from './report.ts'
import { Traffic } from './traffic.ts'

/** Kafka's own words; on a terminal, or with `--explain`, cause and hint of a failure in a line behind them. */
export class TextReport implements CommandReport {
  readonly isJson = false
  readonly clientTrace: Traffic
  readonly #process: ProcessContext
  readonly #options: readonly string[]
  readonly #explanation: Explanation | undefined
  readonly #failures: unknown[] = []

  /** `options`: the names of the command's. */
  constructor(process: ProcessContext, options: readonly string[], explanation?: Explanation) {
    this.clientTrace = new Traffic(
      explanation && ((event) => explanation.asked(event)),
      explanation && ((event) => explanation.operated(event)),
    )
    this.#process = process
    this.#options = options
    this.#explanation = explanation
  }

  get zooKeeperTrace() {
    return this.clientTrace.zooKeeper
  }

  results(_type: ResultType, _values: readonly object[], text: () => string): void {
    this.#process.stdout.write(text())
  }

  remark(text: string): void {
    printLine(this.#process.stdout, text)
  }

  failure(error: unknown, tell: () => void): void {
    this.#failures.push(error)
    tell()
  }

  log(_entry: LogEntry, tell: () => void): void {
    tell()
  }

  async end(): Promise<void> {
    this.#explanation?.end()
    const { stderr } = this.#process
    if (this.#failures.length === 0 || !(this.#explanation !== undefined || stderr.isTerminal)) return
    const { hintOn } = await import('../hints/hint-on.ts')
    const evidence = { traffic: this.clientTrace, options: this.#options, process: this.#process }
    for (const error of this.#failures) {
      const found = await hintOn(error, evidence)
      if (found !== undefined) printLine(stderr, `Hint: ${found.cause}; ${found.hint}.`)
    }
  }
}
