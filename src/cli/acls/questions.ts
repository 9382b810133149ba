import { createInterface } from 'node:readline'
import { ClientError } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

/** Asks, and reads the answer's line; each question takes the next one. */
export class Questions {
  readonly #context: CommandContext
  #lines: AsyncIterator<string> | undefined

  constructor(context: CommandContext) {
    this.#context = context
  }

  /** Whether the answer is yes. @throws ClientError with Java's words when standard input has ended */
  async isYes(question: string): Promise<boolean> {
    printLine(this.#context.stdout, question)
    this.#lines ??= createInterface({ input: this.#context.stdin.stream })[Symbol.asyncIterator]()
    const { value, done } = await this.#lines.next()
    if (!done) return value.toLowerCase() === 'y'
    throw new ClientError(
      'java.lang.NullPointerException',
      'Cannot invoke "String.equalsIgnoreCase(String)" because the return value of "scala.io.StdIn$.readLine()" is null',
    )
  }
}
