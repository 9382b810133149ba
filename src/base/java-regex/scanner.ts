/** Where in a pattern the reader stands. */
export class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** What the sticky expression finds here; the reader goes past it. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at
    const match = expression.exec(this.#text) ?? undefined
    if (match) this.#at = expression.lastIndex
    return match
  }

  /** @throws SyntaxError when the expression finds nothing here */
  require(expression: RegExp, fault: string): RegExpExecArray {
    const match = this.take(expression)
    if (!match) throw new SyntaxError(fault)
    return match
  }
}
