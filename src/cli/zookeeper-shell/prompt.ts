import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import { Chalk, type ChalkInstance } from 'chalk'
import type { SessionState } from '../../zookeeper/client/session-state.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { type Output, printLine } from '../kit/output.ts'
import { completeLine } from './complete.ts'
import type { Shell } from './shell.ts'

/** A prompt with line editing, history and completion. What is typed or pasted while a command runs waits for its turn. */
export class Prompt {
  readonly #stdout: Output
  readonly #shell: Shell
  readonly #chalk: ChalkInstance
  readonly #readline: Interface
  readonly #waiting: string[] = []
  /** Of the line being asked for. */
  #take: ((line: string | undefined) => void) | undefined
  #isClosed = false
  #onInterrupt: () => void = () => {}
  /** Resolves at Ctrl-C, except where that drops a half-typed line. */
  readonly interrupted = new Promise<void>((resolve) => {
    this.#onInterrupt = resolve
  })

  constructor({ stdin, stdout, env }: CommandContext, shell: Shell) {
    this.#chalk = new Chalk(env.NO_COLOR ? { level: 0 } : {})
    this.#stdout = stdout
    this.#shell = shell
    this.#readline = createInterface({
      input: stdin.stream,
      output: this.#visibleOutput(),
      terminal: true,
      historySize: 1000,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        completeLine(line, shell.zookeeper).then((result) => done(null, result))
      },
    })
    this.#readline
      .on('line', (line) => this.#onLine(line))
      .on('close', () => this.#onClose())
      .on('SIGINT', () => this.#onKeyInterrupt())
  }

  /** Whether a line is being asked for. */
  get isShown(): boolean {
    return this.#take !== undefined
  }

  /** Draws prompt and line anew. */
  show(): void {
    this.#readline.setPrompt(promptText(this.#shell, this.#chalk))
    this.#readline.prompt(true)
  }

  /** undefined at the end. */
  async next(): Promise<string | undefined> {
    const line = this.#waiting.shift()
    if (line !== undefined) printLine(this.#stdout, promptText(this.#shell, this.#chalk) + line)
    if (line !== undefined || this.#isClosed) return line
    return new Promise((resolve) => {
      this.#take = resolve
      this.show()
    })
  }

  close(): void {
    this.#readline.close()
  }

  #onLine(line: string): void {
    if (this.#take) this.#give(line)
    else this.#waiting.push(line)
  }

  #give(line: string | undefined): void {
    this.#take?.(line)
    this.#take = undefined
  }

  #onClose(): void {
    this.#isClosed = true
    if (this.isShown) printLine(this.#stdout)
    this.#give(undefined)
  }

  #onKeyInterrupt(): void {
    if (this.isShown && this.#readline.line !== '') {
      this.#readline.write(null, { ctrl: true, name: 'e' })
      this.#readline.write(null, { ctrl: true, name: 'u' })
      return
    }
    this.#onInterrupt()
    this.#waiting.length = 0
    this.close()
  }

  /** Keys pressed while a command runs are not shown in the middle of what it prints, but at the next prompt. */
  #visibleOutput(): Writable {
    const stdout = this.#stdout
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (this.isShown) stdout.write(chunk)
        done()
      },
    })
    return Object.defineProperty(stream, 'columns', { get: () => stdout.columns })
  }
}

const stateNames: Record<SessionState, readonly [name: string, colour: 'green' | 'yellow' | 'red']> = {
  SyncConnected: ['CONNECTED', 'green'],
  ConnectedReadOnly: ['CONNECTEDREADONLY', 'green'],
  Disconnected: ['CONNECTING', 'yellow'],
  AuthFailed: ['AUTH_FAILED', 'red'],
  Expired: ['CLOSED', 'red'],
  Closed: ['CLOSED', 'red'],
}

function promptText(shell: Shell, chalk: ChalkInstance): string {
  const [name, colour] = stateNames[shell.zookeeper.state]
  return `[zk: ${shell.server}(${chalk[colour](name)}) ${shell.count}] `
}
