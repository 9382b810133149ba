import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { eventually, freePort, type Maker, removeFolder, type Server, startZooKeeperServer } from '../../kit/servers.ts'
import { modeOf } from '../../kit/words.ts'

/** Sessions of up to 10 s; elections that a busy machine gets done. */
const common = {
  tickTime: '500',
  initLimit: '20',
  syncLimit: '10',
  maxSessionTimeout: '10000',
  preAllocSize: '64',
  '4lw.commands.whitelist': '*',
}

const attempts = 3

/** Servers of one ensemble, each made by us or by Apache; the last ones may be observers. */
export class MixedEnsemble {
  readonly servers: readonly Server[]
  readonly #folder: string
  readonly #observers: number
  readonly #down = new Set<number>()

  private constructor(servers: readonly Server[], folder: string, observers: number) {
    this.servers = servers
    this.#folder = folder
    this.#observers = observers
  }

  /** Ports that were free a moment ago may be another process's by now: then with others. */
  static async start(makers: readonly Maker[], observers = 0): Promise<MixedEnsemble> {
    for (let attempt = 1; ; attempt++) {
      const ensemble = await MixedEnsemble.#attempt(makers, observers)
      const isTaken = ensemble.servers.some((server) => /address already in use/i.test(server.output()))
      if (!isTaken || attempt === attempts) return ensemble
      await ensemble.dispose()
    }
  }

  static async #attempt(makers: readonly Maker[], observers: number): Promise<MixedEnsemble> {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
    const voters = makers.length - observers
    const members: Record<string, string> = {}
    for (const index of makers.keys()) {
      const type = index < voters ? 'participant' : 'observer'
      members[`server.${index + 1}`] = `127.0.0.1:${await freePort()}:${await freePort()}:${type}`
    }
    const starting = makers.map((maker, index) => {
      const dataDir = path.join(folder, String(index + 1))
      mkdirSync(dataDir)
      writeFileSync(path.join(dataDir, 'myid'), `${index + 1}\n`)
      const own = index < voters ? {} : { peerType: 'observer' }
      return startZooKeeperServer(maker, { ...common, ...members, ...own, dataDir })
    })
    const started = await Promise.allSettled(starting)
    const servers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const ensemble = new MixedEnsemble(servers, folder, observers)
    const failed = started.find((each) => each.status === 'rejected')
    if (failed === undefined) return ensemble
    await ensemble.dispose()
    throw failed.reason
  }

  get connectString(): string {
    return this.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')
  }

  get indexes(): number[] {
    return [...this.servers.keys()]
  }

  get up(): number[] {
    return this.indexes.filter((index) => !this.#down.has(index))
  }

  isObserver(index: number): boolean {
    return index >= this.servers.length - this.#observers
  }

  at(index: number): Server {
    const server = this.servers[index]
    if (server === undefined) throw new Error(`no server ${index}`)
    return server
  }

  dataDir(index: number): string {
    return path.join(this.#folder, String(index + 1))
  }

  /** Who leads, as soon as all that are up serve. */
  async leader(): Promise<number> {
    let leader: number | undefined
    let modes: (string | undefined)[] = []
    const agree = async () => {
      modes = await Promise.all(this.up.map((index) => this.#mode(index)))
      leader = this.up[modes.indexOf('leader')]
      return leader !== undefined && this.up.every((index, at) => index === leader || modes[at] === this.#role(index))
    }
    await eventually('there is one leader, and all others follow it', agree, 90_000).catch((error: unknown) => {
      throw new Error(`servers ${this.up.join()} are ${modes.join()}`, { cause: error })
    })
    return leader ?? -1
  }

  async kill(...indexes: number[]): Promise<void> {
    for (const index of indexes) this.#down.add(index)
    await Promise.all(indexes.map((index) => this.at(index).stop('SIGKILL')))
  }

  /** Starts it again, as itself or as another maker's. */
  async revive(index: number, maker?: Maker): Promise<void> {
    await this.at(index).restart(maker)
    this.#down.delete(index)
  }

  async dispose(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop('SIGKILL')))
    for (const folder of [this.#folder, ...this.servers.map((server) => server.folder)]) removeFolder(folder)
  }

  async #mode(index: number): Promise<string | undefined> {
    return modeOf(this.at(index))
  }

  #role(index: number): string {
    return this.isObserver(index) ? 'observer' : 'follower'
  }
}
