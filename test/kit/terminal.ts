import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { eventually } from './servers.ts'

/** What a test at a terminal needs; without it such tests are skipped. */
export const hasTerminals = spawnSync('script', ['--version']).status === 0

/** A command on a terminal of its own, 100 columns wide. */
export class Terminal {
  readonly #process: ChildProcess
  readonly exitCode: Promise<number | null>
  /** All that was shown, control sequences left out. */
  text = ''
  /** All that was shown as it came. */
  raw = ''

  constructor(command: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const line = `stty rows 30 cols 100; exec ${command.map((word) => `'${word}'`).join(' ')}`
    const child = spawn('script', ['-qefc', line, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#process = child
    child.stdout?.on('data', (chunk: Buffer) => {
      this.raw += chunk.toString()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      this.text += chunk.toString().replace(/\u001b\[[\d;?]*[A-Za-z]|[\r\u0007]/g, '')
    })
    this.exitCode = new Promise((resolve) => child.once('exit', resolve))
  }

  type(keys: string): void {
    this.#process.stdin?.write(keys)
  }

  /** Waits until the end of what was shown fits. */
  shows(end: RegExp): Promise<void> {
    return eventually(`${end} on the terminal`, () => end.test(this.text))
  }

  end(): void {
    this.#process.kill('SIGKILL')
  }
}
