/** What a start that fails half way has to give back, the latest first. */
export class Leftovers {
  readonly #steps: (() => Promise<void> | void)[] = []

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step)
  }

  /** Never rejects: the error that made the start fail is the one to tell. */
  async release(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse())
      await Promise.resolve()
        .then(step)
        .catch(() => {})
  }
}
