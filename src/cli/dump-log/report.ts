import { scalaHashOrder, stringHash } from '../../base/hash-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { Output } from '../kit/output.ts'
import { type Progress, progressOn } from '../kit/progress.ts'
import type { Report } from '../kit/report/report.ts'
import type { ResultType, ValueOf } from '../kit/schema/schema.ts'
import { logProblem } from './results.ts'

const flushAt = 64 * 1024

/** Lines for stdout in big writes, or objects in their place; what is wrong with the files gathers until the end. */
export class DumpReport {
  readonly problems = new Problems()
  readonly #context: CommandContext
  readonly #report: Report
  readonly #stdout: Output
  readonly #stderr: Output
  #text = ''

  constructor(context: CommandContext) {
    const { report, stdout, stderr } = context
    this.#context = context
    this.#report = report
    this.#stdout = stdout
    this.#stderr = stderr
  }

  /** For who watches while the lines go elsewhere. */
  progress(name: string, total: number): Progress | undefined {
    return progressOn(this.#context, { doing: `reading ${name}`, unit: 'bytes', total, prints: true })
  }

  get isJson(): boolean {
    return this.#report.isJson
  }

  /** A result: only what is printed of it is made. */
  tell<T extends object>(type: ResultType<T>, value: () => NoInfer<T>, text: () => string): void {
    if (this.isJson) this.#report.results<object>(type, [value()], () => '')
    else this.line(text())
  }

  line(text: string): void {
    this.write(`${text}\n`)
  }

  /** A piece of a line. */
  write(text: string): void {
    this.#text += text
    if (this.#text.length >= flushAt) this.flush()
  }

  complain(text: string): void {
    this.flush()
    this.#stderr.write(`${text}\n`)
  }

  flush(): void {
    if (this.#text !== '') this.#stdout.write(this.#text)
    this.#text = ''
  }

  /** Prints the problems. */
  finish(): void {
    this.flush()
    if (this.isJson) this.#report.results(logProblem, [...this.problems.objects()], () => '')
    else for (const line of this.problems.lines()) this.#stderr.write(`${line}\n`)
  }
}

type Pair = readonly [number, number]

/** What an index says against what the log says, by the file's absolute path. */
class Problems {
  /** Of an offset index: indexed offset, offset found. */
  readonly #offsetMismatches = new Map<string, Pair[]>()
  readonly #timestampMismatches = new Map<string, Pair[]>()
  readonly #outOfOrder = new Map<string, Pair[]>()
  readonly #notFound = new Map<string, Pair[]>()
  readonly #gaps = new Map<string, Pair[]>()

  offsetMismatch(file: string, indexed: number, found: number): void {
    add(this.#offsetMismatches, file, [indexed, found])
  }
  timestampMismatch(file: string, indexed: number, found: number): void {
    add(this.#timestampMismatches, file, [indexed, found])
  }
  outOfOrder(file: string, indexed: number, before: number): void {
    add(this.#outOfOrder, file, [indexed, before])
  }
  /** `found` is −1 where the log has nothing at or behind the indexed offset. */
  notFound(file: string, indexed: number, found: number): void {
    add(this.#notFound, file, [indexed, found])
  }
  gap(file: string, offset: number, next: number): void {
    add(this.#gaps, file, [offset, next])
  }

  *objects(): Generator<ValueOf<typeof logProblem>, void> {
    const kinds = [
      ['offset-mismatch', this.#offsetMismatches],
      ['timestamp-mismatch', this.#timestampMismatches],
      ['timestamp-order', this.#outOfOrder],
      ['offset-not-found', this.#notFound],
      ['offset-gap', this.#gaps],
    ] as const
    for (const [problem, files] of kinds) {
      for (const [file, pairs] of files) yield* pairs.map(([expected, found]) => ({ file, problem, expected, found }))
    }
  }

  /** In Kafka's order; offset mismatches and gaps last first. */
  *lines(): Generator<string, void> {
    for (const [file, pairs] of byFile(this.#offsetMismatches)) {
      yield `Mismatches in :${file}`
      yield* pairs.toReversed().map(([indexed, found]) => `  Index offset: ${indexed}, log offset: ${found}`)
    }
    yield* this.#timeIndexLines()
    for (const [file, pairs] of byFile(this.#gaps)) {
      yield `Non-consecutive offsets in ${file}`
      yield* pairs.toReversed().map(([offset, next]) => `  ${offset} is followed by ${next}`)
    }
  }

  *#timeIndexLines(): Generator<string, void> {
    for (const [file, pairs] of byFile(this.#timestampMismatches)) {
      yield `Found timestamp mismatch in :${file}`
      yield* pairs.map(([indexed, found]) => `  Index timestamp: ${indexed}, log timestamp: ${found}`)
    }
    for (const [file, pairs] of byFile(this.#outOfOrder)) {
      yield `Found out of order timestamp in :${file}`
      yield* pairs.map(([indexed, before]) => `  Index timestamp: ${indexed}, Previously indexed timestamp: ${before}`)
    }
    for (const [, pairs] of byFile(this.#notFound)) {
      yield 'The following indexed offsets are not found in the log.'
      yield* pairs.map(([indexed, found]) => `Indexed offset: ${indexed}, found log offset: ${found}`)
    }
  }
}

/** The files in the order of Scala's map. */
function byFile(problems: ReadonlyMap<string, Pair[]>): [string, Pair[]][] {
  return scalaHashOrder([...problems], ([file]) => stringHash(file))
}

function add(problems: Map<string, Pair[]>, file: string, pair: Pair): void {
  const pairs = problems.get(file)
  if (pairs) pairs.push(pair)
  else problems.set(file, [pair])
}
