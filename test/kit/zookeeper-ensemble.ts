import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { eventually, freePort, type Maker, removeFolder, type Server, startZooKeeperServer } from './servers.ts'
import { modeOf } from './words.ts'

/** Sessions of up to 10 s; elections that a busy machine gets done; every word is answered. */
const shortTicks = { tickTime: '500', initLimit: '10', syncLimit: '5', '4lw.commands.whitelist': '*' }

/** ZooKeeper servers 1, 2, …, each made by us or by Apache. A single one is a standalone server. */
export class ZooKeeperEnsemble {
  readonly servers: readonly Server[]
  readonly #folder: string
  readonly #down = new Set<Server>()

  private constructor(servers: readonly Server[], folder: string) {
    this.servers = servers
    this.#folder = folder
  }

  /** @param env variables for the servers, `KAFKA_OPTS` for instance */
  static async start(
    makers: readonly Maker[],
    settings: Record<string, string> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<ZooKeeperEnsemble> {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
    const members = makers.length > 1 ? await membersOf(makers.length) : {}
    const starting = makers.map((maker, index) => {
      const dataDir = path.join(folder, String(index + 1))
      mkdirSync(dataDir)
      writeFileSync(path.join(dataDir, 'myid'), `${index + 1}\n`)
      return startZooKeeperServer(maker, { ...shortTicks, ...members, ...settings, dataDir }, env)
    })
    const started = (await Promise.allSettled(starting)).flatMap((each) =>
      each.status === 'fulfilled' ? each.value : [],
    )
    const ensemble = new ZooKeeperEnsemble(started, folder)
    try {
      await Promise.all(starting)
      await ensemble.leader()
      return ensemble
    } catch (error) {
      await ensemble.dispose()
      throw error
    }
  }

  get connectString(): string {
    return this.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')
  }

  /** Who leads, as soon as all that are up agree about it; a standalone server leads itself. */
  async leader(): Promise<Server> {
    let leader: Server | undefined
    await eventually('there is one leader, and all others follow it', async () => {
      const up = this.servers.filter((server) => !this.#down.has(server))
      const modes = await Promise.all(up.map(modeOf))
      leader = up[modes.findIndex((mode) => mode === 'leader' || mode === 'standalone')]
      return leader !== undefined && modes.filter((mode) => mode === 'follower').length === up.length - 1
    })
    if (leader === undefined) throw new Error('no leader')
    return leader
  }

  at(port: number): Server {
    const server = this.servers.find((each) => each.port === port)
    if (server === undefined) throw new Error(`no server on port ${port}`)
    return server
  }

  async kill(server: Server): Promise<void> {
    this.#down.add(server)
    await server.stop('SIGKILL')
  }

  /** Starts whoever was killed again, as itself or as another maker's; returns when they follow or lead. */
  async revive(maker?: Maker): Promise<void> {
    await Promise.all([...this.#down].map((server) => server.restart(maker)))
    this.#down.clear()
    await this.leader()
  }

  async dispose(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop('SIGKILL')))
    for (const folder of [this.#folder, ...this.servers.map((server) => server.folder)]) removeFolder(folder)
  }
}

async function membersOf(count: number): Promise<Record<string, string>> {
  const members: Record<string, string> = {}
  for (let id = 1; id <= count; id++) members[`server.${id}`] = `127.0.0.1:${await freePort()}:${await freePort()}`
  return members
}
