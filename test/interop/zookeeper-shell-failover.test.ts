import path from 'node:path'
import { execa } from 'execa'
import { afterEach, describe, expect, test } from 'vitest'
import { fastJava, realKafka } from '../kit/real-kafka.ts'
import { binOf, eventually, type Maker } from '../kit/servers.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'

let ensemble: ZooKeeperEnsemble | undefined
let shell: Shell | undefined
afterEach(async () => {
  await shell?.kill()
  await ensemble?.dispose()
  shell = undefined
  ensemble = undefined
})

/** A zookeeper-shell that reads its commands from a pipe. */
class Shell {
  readonly #child
  output = ''
  #failures = 0

  constructor(maker: Maker, servers: string) {
    const program = path.join(binOf(maker), 'zookeeper-shell')
    this.#child = execa(program, [servers], { env: fastJava, reject: false, buffer: false, forceKillAfterDelay: 1000 })
    this.#child.stdout.on('data', (data) => {
      this.output += data
    })
    this.#child.stderr.on('data', (data) => {
      this.output += data
      if (/KeeperErrorCode = (ConnectionLoss|Session moved)/.test(String(data))) this.#failures++
    })
  }

  /** Types the command, again each time the connection was just lost, until the answer is there. */
  async ask(command: string, answer: RegExp): Promise<void> {
    const from = this.output.length
    let failures = -1
    await eventually(`${command}: ${answer}`, () => {
      if (failures !== this.#failures) this.type(command)
      failures = this.#failures
      return answer.test(this.output.slice(from))
    })
  }

  type(command: string): void {
    this.#child.stdin.write(`${command}\n`)
  }

  async ended(): Promise<number | undefined> {
    return (await this.#child).exitCode
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#child
  }
}

const usual: readonly [Maker, readonly Maker[]][] = [['real', ['ours', 'ours', 'ours']]]
const long: readonly [Maker, readonly Maker[]][] = [
  ...usual,
  ['ours', ['ours', 'ours', 'ours']],
  ['ours', ['real', 'real', 'real']],
  ['real', ['ours', 'real', 'ours']],
]
const casts = process.env.KAFKABOX_LONG ? long : usual

describe.skipIf(!realKafka)('a shell with several servers (needs the real Kafka)', () => {
  test.each(casts)('the shell of %s keeps its session while each of %s dies', { timeout: 300_000 }, async (...cast) => {
    const [maker, makers] = cast
    ensemble = await ZooKeeperEnsemble.start(makers)
    shell = new Shell(maker, ensemble.connectString)
    await shell.ask('create -e /held start', /Created \/held/)
    for (const [index, server] of ensemble.servers.entries()) {
      await ensemble.kill(server)
      await shell.ask(`set -s /held round-${index}`, /dataVersion = \d+/)
      await shell.ask('get /held', new RegExp(`^round-${index}$`, 'm'))
      await ensemble.revive()
    }
    await shell.ask('getEphemerals', /\[\/held\]/)
    expect(shell.output).not.toMatch(/state:Expired/)
    shell.type('quit')
    expect(await shell.ended()).toBe(0)
  })
})
