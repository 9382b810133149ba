import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

const live = new Set<Shell>()

/** A command run by bash in a process group of its own, with what it has printed so far. */
export class Shell {
  readonly done: Promise<void>
  readonly child: ChildProcess
  exitCode: number | undefined
  /** The signal that it did not handle and that ended it. */
  endedBy: NodeJS.Signals | undefined
  /** How much of each stream earlier steps have already compared. */
  comparedOut = 0
  comparedErr = 0
  #out: Buffer[] = []
  #err: Buffer[] = []

  constructor(command: string, options: { cwd: string; env: NodeJS.ProcessEnv; stdin?: string }) {
    const { cwd, env, stdin } = options
    // A socket as stdin, which a pipe of Node's is, makes bash think of ssh and read the user's ~/.bashrc.
    const args = ['--norc', '-c', command]
    this.child = spawn('bash', args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    this.child.stdin?.on('error', () => {})
    this.child.stdout?.on('data', (data) => this.#out.push(data))
    this.child.stderr?.on('data', (data) => this.#err.push(data))
    if (stdin !== undefined) this.child.stdin?.end(stdin)
    live.add(this)
    this.done = new Promise((resolve) => {
      this.child.on('error', (error) => this.#end(127, String(error), resolve))
      this.child.on('close', (code, signal) => {
        this.endedBy = signal ?? undefined
        this.#end(code ?? 128 + (signal ? constants.signals[signal] : 0), '', resolve)
      })
    })
  }

  get out(): string {
    return Buffer.concat(this.#out).toString('utf8')
  }

  get err(): string {
    return Buffer.concat(this.#err).toString('utf8')
  }

  note(text: string): void {
    this.#err.push(Buffer.from(text))
  }

  signal(name: string): void {
    if (this.child.pid === undefined) return
    const number = Object.entries(constants.signals).find(([key]) => key === name)?.[1]
    try {
      process.kill(-this.child.pid, number ?? constants.signals.SIGTERM)
    } catch {
      // The group is gone already.
    }
  }

  /** Waits for the end; kills the group when it takes longer than that many milliseconds. */
  async finish(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, milliseconds, true)
    })
    const tooLate = await Promise.race([this.done.then(() => false), late])
    clearTimeout(timer)
    if (!tooLate) return
    this.signal('SIGKILL')
    await this.done
    this.note(`<killed by the runner after ${milliseconds / 1000} s>\n`)
  }

  #end(code: number, error: string, resolve: () => void) {
    if (error) this.note(error)
    this.exitCode ??= code
    live.delete(this)
    resolve()
  }
}

export function killAll(): void {
  for (const shell of live) shell.signal('SIGKILL')
}
