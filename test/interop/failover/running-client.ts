import { execa } from 'execa'
import { expect } from 'vitest'
import { eventually } from '../../kit/servers.ts'

/** A program that writes and reads until its input ends, and tells on `received N` lines how far it has come. */
export class RunningClient {
  readonly name: string
  readonly #child
  #said = ''

  constructor(name: string, command: readonly string[]) {
    const [program = '', ...args] = command
    this.name = name
    this.#child = execa(program, args, { all: true, reject: false, stdin: 'pipe', buffer: false })
    this.#child.all?.on('data', (data) => {
      this.#said += data
    })
  }

  /** Waits until it has read so many more numbers. */
  async more(count: number): Promise<void> {
    const goal = this.#received + count
    const reached = () => {
      if (this.#child.exitCode !== null) throw new Error(`${this.name} has ended: ${this.#tail}`)
      return this.#received >= goal
    }
    await eventually(`${this.name} has read ${count} more`, reached, 60_000).catch((error: unknown) => {
      throw new Error(`${this.name}: ${this.#tail}`, { cause: error })
    })
  }

  /** Lets it write nothing more, read the rest and judge. */
  async finish(): Promise<void> {
    this.#child.stdin?.end()
    const { exitCode } = await this.#child
    expect(exitCode, `${this.name}: ${this.#tail}`).toBe(0)
    expect(this.#said).toMatch(/^ok \d+$/m)
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#child
  }

  get #received(): number {
    return Number(/.*^received +(\d+)$/ms.exec(this.#said)?.[1] ?? 0)
  }

  get #tail(): string {
    return this.#said.slice(-1500)
  }
}
