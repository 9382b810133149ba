/**
 * Holds back what wants to pass while it is shut, and lets it through in the same order once it is open again.
 * A sealed gate never opens again; what waited is forgotten.
 */
export class Gate {
  #shut = false
  #sealed = false
  #waiting: (() => void)[] = []
  readonly #shutting = new Set<() => void>()

  get isOpen(): boolean {
    return !this.#shut && !this.#sealed
  }

  get isSealed(): boolean {
    return this.#sealed
  }

  /** Runs the task at once when open, else when it opens. */
  pass(task: () => void): void {
    if (this.isOpen) task()
    else if (!this.#sealed) this.#waiting.push(task)
  }

  /** Calls back whenever it is shut, until the returned function is called. */
  onShut(task: () => void): () => void {
    this.#shutting.add(task)
    return () => void this.#shutting.delete(task)
  }

  shut(): void {
    if (!this.isOpen) return
    this.#shut = true
    for (const task of [...this.#shutting]) task()
  }

  open(): void {
    if (!this.#shut || this.#sealed) return
    this.#shut = false
    // A task may shut the gate again; the rest goes on waiting then.
    while (this.isOpen) {
      const task = this.#waiting.shift()
      if (task === undefined) return
      task()
    }
  }

  seal(): void {
    this.#sealed = true
    this.#waiting = []
    this.#shutting.clear()
  }
}
