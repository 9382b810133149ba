import { type Clock, every } from '../../base/clock.ts'
import type { CommandContext } from './command-context.ts'
import type { Output } from './output.ts'

export interface Task {
  /** What is being done: `reading`. */
  readonly doing: string
  /** What is counted. */
  readonly unit: 'bytes' | 'messages'
  /** How many there will be, where that is known. */
  readonly total?: number
  /** The task prints on stdout while it goes on: a terminal has no place for both then. */
  readonly prints?: true
}

/** Nothing is shown of what is done sooner. */
const patienceMs = 1000
const intervalMs = 200

/** How far a long task is, for who sits at a terminal; undefined for everybody else. Numbers are absolute. */
export function progressOn(context: CommandContext, task: Task): Progress | undefined {
  const { clock, stdout, stderr, report } = context
  const isShown = stderr.isTerminal && !report.isJson && !(task.prints && stdout.isTerminal)
  return isShown ? new Progress(task, clock, stderr) : undefined
}

/** One line on stderr, drawn over itself and taken away at the end. */
export class Progress {
  readonly #task: Task
  readonly #clock: Clock
  readonly #output: Output
  readonly #begun: number
  #due: number
  #isDrawn = false

  constructor(task: Task, clock: Clock, output: Output) {
    this.#task = task
    this.#clock = clock
    this.#output = output
    this.#begun = clock.elapsed()
    this.#due = this.#begun + patienceMs
  }

  at(done: number): void {
    const now = this.#clock.elapsed()
    if (now < this.#due) return
    this.#due = now + intervalMs
    this.#isDrawn = true
    draw(this.#output, line(this.#task, done, (now - this.#begun) / 1000))
  }

  end(): void {
    if (this.#isDrawn) draw(this.#output, '')
  }
}

/** Says what is waited for, from the second second on. */
export async function whileWaiting<T>(
  { clock, stderr }: CommandContext,
  doing: string,
  task: () => Promise<T>,
): Promise<T> {
  if (!stderr.isTerminal) return task()
  const begun = clock.elapsed()
  let isDrawn = false
  const timer = every(clock, patienceMs, () => {
    isDrawn = true
    draw(stderr, `${doing} … ${Math.round((clock.elapsed() - begun) / 1000)} s`)
  })
  try {
    return await task()
  } finally {
    timer.cancel()
    if (isDrawn) draw(stderr, '')
  }
}

/** Leaves the cursor at the line's start, so that what else is printed writes over it. */
function draw(output: Output, text: string): void {
  output.write(`\u001b[K${text.slice(0, output.columns - 1)}\r`)
}

function line({ doing, unit, total }: Task, done: number, seconds: number): string {
  const { name, show } = units[unit]
  const of = total === undefined || total === 0 ? '' : ` of ${show(total)}`
  const share = of === '' ? '' : `, ${Math.floor((done / Number(total)) * 100)} %`
  return `${doing}: ${show(done)}${of} ${name}${share}, ${show(done / seconds)} ${name}/s`
}

const units = {
  bytes: { name: 'MB', show: (bytes: number) => (bytes / 1e6).toFixed(1) },
  messages: { name: 'messages', show: (count: number) => Math.round(count).toLocaleString('en') },
}
