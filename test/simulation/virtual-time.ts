interface Event {
  readonly at: number
  readonly order: number
  /** Undefined when it was cancelled. */
  task: (() => void) | undefined
}

export interface Scheduled {
  cancel(): void
}

/** Events run between two looks at Node's own loop; each in a turn of its own, so that promises settle in between. */
const turnsAtOnce = 512

/**
 * Time that stands still while anything is to be done, and then jumps to the next event. Events at the same moment run
 * in the order in which they were scheduled.
 */
export class VirtualTime {
  #now = 0
  #order = 0
  readonly #heap: Event[] = []
  #events = 0
  #finished = false
  #fail: (error: Error) => void = () => {}

  /** Milliseconds, with fractions, since the world began. */
  get now(): number {
    return this.#now
  }

  /** How many events ran. */
  get events(): number {
    return this.#events
  }

  schedule(delay: number, task: () => void): Scheduled {
    const event: Event = { at: this.#now + Math.max(0, delay), order: this.#order++, task }
    this.#push(event)
    return {
      cancel() {
        event.task = undefined
      },
    }
  }

  /**
   * Runs the world until the promise settles. Rejects when an event throws (in a process: an uncaught exception), when
   * nothing is left that could happen, and at the limits.
   */
  async drive<T>(main: () => Promise<T>, limits: { milliseconds: number; events: number }): Promise<T> {
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject
    })
    const ended = main()
    setImmediate(() => this.#enqueue(limits))
    try {
      return await Promise.race([ended, failed])
    } finally {
      this.#finished = true
    }
  }

  #enqueue(limits: { milliseconds: number; events: number }): void {
    const step = () => this.#step(limits)
    for (let turn = 1; turn < turnsAtOnce; turn++) setImmediate(step)
    setImmediate(() => {
      step()
      if (!this.#finished) this.#enqueue(limits)
    })
  }

  #step(limits: { milliseconds: number; events: number }): void {
    if (this.#finished) return
    const event = this.#pop()
    if (event?.task === undefined) {
      this.#end('Nothing is left that could happen, and the run is not over')
      return
    }
    this.#now = Math.max(this.#now, event.at)
    if (this.#now > limits.milliseconds) this.#end(`The run is not over after ${limits.milliseconds} virtual ms`)
    if (++this.#events > limits.events) this.#end(`The run is not over after ${limits.events} events`)
    try {
      event.task()
    } catch (error) {
      this.#end(`An exception was not caught: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }

  #end(text: string): void {
    this.#finished = true
    this.#fail(new Error(text))
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !isBefore(event, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = event
  }

  /** The next event that was not cancelled. */
  #pop(): Event | undefined {
    for (;;) {
      const first = this.#takeFirst()
      if (first === undefined || first.task !== undefined) return first
    }
  }

  #takeFirst(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last !== undefined && heap.length > 0) this.#sink(last)
    return first
  }

  #sink(event: Event): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      if (left === undefined) break
      const isRight = right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (!isBefore(child, event)) break
      heap[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    heap[at] = event
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
