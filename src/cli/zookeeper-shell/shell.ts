import { type ClientState, ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { WatchEvent } from '../../zookeeper/client/watches.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { eachLine, type Output, printLine } from '../kit/output.ts'
import type { ZooKeeperSecurity } from '../kit/zookeeper-security.ts'
import { connectOptions } from './connect-options.ts'
import { asShellError, ShellError } from './errors.ts'
import { numberFormatException, parseInteger } from './java-numbers.ts'
import { parseOptions } from './parse-options.ts'
import { shellText, watchEvent } from './results.ts'
import type { ShellCommand } from './shell-command.ts'
import { builtins, shellCommands, shellUsage } from './shell-commands.ts'
import { splitLine } from './split-line.ts'

/** How many commands before the last one `history` shows. */
const historyLength = 10

/** How the shell was called. */
export interface ShellConnection {
  /** `host:port,host:port/chroot`. */
  readonly server: string
  readonly timeoutMs: number
  /** Whether a server will do that only lets itself be read. */
  readonly readOnly: boolean
  /** How the servers are spoken to. */
  readonly security: ZooKeeperSecurity
  /** The first line above the list of commands. */
  readonly usageHead: string
  /** Connect before the first command; no connection within `timeoutMs` is the end. */
  readonly waitForConnection?: boolean
}

/** The shell's state between two lines: its connection, its history, its exit code. */
export class Shell {
  readonly #context: CommandContext
  readonly #connection: ShellConnection
  readonly #history = new Map<number, string>()
  #server: string
  #zookeeper: ZooKeeperClient
  #printWatches = true
  /** Words of the line before, which a line of blanks repeats. */
  #words: string[] = []
  #count = 0
  #exitCode = 0
  #ended = false
  #surroundings: Surroundings | undefined

  constructor(context: CommandContext, connection: ShellConnection) {
    this.#context = context
    this.#server = connection.server
    this.#connection = connection
    this.#zookeeper = this.#connect(connection.server)
  }

  /** 0, or what the last command that failed asks for. */
  get exitCode(): number {
    return this.#exitCode
  }

  /** `quit` was read. */
  get ended(): boolean {
    return this.#ended
  }

  get server(): string {
    return this.#server
  }

  /** Lines read so far. */
  get count(): number {
    return this.#count
  }

  get zookeeper(): ZooKeeperClient {
    return this.#zookeeper
  }

  /** Reads and runs one line. Throws only what ends the shell. */
  async runLine(line: string): Promise<void> {
    if (line === '') return
    const words = splitLine(line)
    if (words.length > 0) this.#words = words
    this.#history.set(this.#count, line)
    await this.run(this.#words)
    this.#count++
  }

  /** Runs one command, already cut into words. Throws only what ends the shell. */
  async run(words: readonly string[]): Promise<void> {
    try {
      const codeBefore = this.#exitCode
      await this.#dispatch(words)
      this.#exitCode = this.#ended ? codeBefore : 0
    } catch (error) {
      const complaint = asShellError(error)
      if (complaint === undefined) throw error
      this.#exitCode = complaint.exitCode
      this.#context.report.failure(error, () => printLine(this.#context.stderr, complaint.message))
    }
  }

  /** There is a connection, where that was asked for. @throws JavaException */
  async ready(): Promise<void> {
    if (!this.#connection.waitForConnection) return
    try {
      await this.#zookeeper.connected(this.#connection.timeoutMs)
    } catch {
      await this.#zookeeper.close()
      const loss = 'KeeperErrorCode = ConnectionLoss'
      throw new JavaException(
        'java.io.IOException',
        `org.apache.zookeeper.KeeperException$ConnectionLossException: ${loss}`,
      )
    }
  }

  /** Ends without a word, to the user or to ZooKeeper: the session runs out there. */
  leave(): void {
    this.#printWatches = false
    this.#zookeeper.abandon()
  }

  async #dispatch(words: readonly string[]): Promise<void> {
    const [name] = words
    const command = name === undefined ? undefined : shellCommands.get(name)
    if (name === undefined || (command === undefined && !builtins.has(name))) this.#refuse(name)
    else if (name === 'quit') await this.#quit()
    else await this.#runHere(name, command, words)
  }

  #refuse(name: string | undefined): never {
    this.#context.stderr.write(shellUsage(this.#connection.usageHead))
    if (name === undefined) throw new ShellError('No command entered')
    throw new ShellError(`Command not found: Command not found ${name}`, 127)
  }

  async #runHere(name: string, command: ShellCommand | undefined, words: readonly string[]): Promise<void> {
    if (name === 'redo' && words[1] !== undefined) await this.#redo(words[1])
    else if (name === 'history') this.#printHistory()
    else if (name === 'printwatches') this.#setPrintWatches(words[1])
    else if (name === 'connect') await this.#reconnect(words[1] ?? this.#server)
    if (!this.#isConnected) printLine(this.#context.stdout, 'Not connected')
    else if (name === 'close') await this.#zookeeper.close()
    else if (command !== undefined) await this.#runOnline(command, words)
  }

  get #isConnected(): boolean {
    const { state } = this.#zookeeper
    return state !== 'Closed' && state !== 'AuthFailed' && state !== 'Expired'
  }

  async #quit(): Promise<void> {
    await this.#zookeeper.close()
    this.#ended = true
  }

  async #redo(number: string): Promise<void> {
    const index = parseInteger(number, 'int32')
    if (index === undefined) throw numberFormatException(number)
    if (index < 0n || index >= BigInt(this.#count)) throw new ShellError('Command index out of range')
    const line = this.#history.get(Number(index)) ?? ''
    this.#words = splitLine(line)
    if (this.#words[0] === 'redo') throw new ShellError('No redoing redos')
    this.#history.set(this.#count, line)
    await this.run(this.#words)
  }

  #printHistory(): void {
    for (let number = Math.max(0, this.#count - historyLength); number <= this.#count; number++) {
      printLine(this.#context.stdout, `${number} - ${this.#history.get(number) ?? 'null'}`)
    }
  }

  #setPrintWatches(value: string | undefined): void {
    if (value !== undefined) this.#printWatches = value === 'on'
    else printLine(this.#context.stdout, `printwatches is ${this.#printWatches ? 'on' : 'off'}`)
  }

  async #reconnect(server: string): Promise<void> {
    await this.#zookeeper.close()
    this.#server = server
    this.#zookeeper = this.#connect(server)
    await this.ready()
  }

  #connect(server: string): ZooKeeperClient {
    const client = new ZooKeeperClient(connectOptions(this.#context, { ...this.#connection, server }))
    client.onState((state) => this.#announce(state === 'LoginFailed' ? 'AuthFailed' : state, 'None', null))
    return client
  }

  async #runOnline(command: ShellCommand, words: readonly string[]): Promise<void> {
    const { options = {}, exclusive = false, choiceRequired = false } = command
    const line = parseOptions(words, { options, exclusive, choiceRequired })
    if (command.help !== undefined && line.has('?')) this.#context.stdout.write(command.help)
    if (line.args.length < command.words) throw new ShellError(`${command.name} ${command.usage}`)
    const { stderr, logger, report } = this.#context
    const stdout = this.#stdout
    await command.run({ zookeeper: this.#zookeeper, report, stdout, stderr, logger, watch: this.#watch }, line)
  }

  /** For commands that print text alone: with `--json` each line is a result. */
  get #stdout(): Output {
    const { stdout, report } = this.#context
    if (!report.isJson) return stdout
    return eachLine((text) => report.results(shellText, [{ text }], () => ''))
  }

  /** One function for all watches: a node watched twice then tells its news once. */
  readonly #watch = (event: WatchEvent) => this.#announce('SyncConnected', event.type, event.path)

  #announce(state: ClientState, type: string, path: string | null): void {
    if (!this.#printWatches) return
    this.#surroundings?.before()
    this.#context.report.results(watchEvent, [{ state, type, path }], () => {
      return `\nWATCHER::\n\nWatchedEvent state:${state} type:${type} path:${path}\n`
    })
    this.#surroundings?.after()
  }

  /** For a prompt that an event would break into: what to do around it. The result ends that. */
  onEvent(surroundings: Surroundings): () => void {
    this.#surroundings = surroundings
    return () => {
      this.#surroundings = undefined
    }
  }
}

interface Surroundings {
  before(): void
  after(): void
}
