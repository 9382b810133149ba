import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realKafka } from '../../kit/real-kafka.ts'
import { eventually, removeFolder, type Server, startZooKeeperServer } from '../../kit/servers.ts'
import { asker } from './asker.ts'
import { ZooKeeperDialogue } from './dialogue.ts'

const settings = {
  skipACL: 'yes',
  extendedTypesEnabled: 'true',
  minSessionTimeout: '5000',
  maxSessionTimeout: '7000',
  'DigestAuthenticationProvider.enabled': 'false',
}

/** The real server hears of these only from its JVM. */
const env = {
  KAFKA_OPTS: '-Dznode.container.checkIntervalMs=200 -Dznode.container.maxNeverUsedIntervalMs=3000',
}

/** Until the node is gone; what is asked meanwhile is not compared. */
async function untilGone(server: ZooKeeperDialogue, path: string): Promise<void> {
  const client = await server.client('c')
  await eventually(`${path} is gone`, async () => !(await client.exists(path)))
}

const scenes: Record<string, (server: ZooKeeperDialogue) => Promise<void>> = {
  'everyone may do everything': async (server) => {
    const a = asker(server)
    const mine = [{ perms: 1, id: { scheme: 'ip', id: '10.0.0.0/8' } }]
    await a.create('/closed', 'x', 0, mine)
    await a.get('/closed')
    await a.set('/closed', 'y')
    await a.getAcl('/closed')
    await a.setAcl('/closed', mine)
    await a.create('/bad', '', 0, [{ perms: 1, id: { scheme: 'none', id: 'x' } }])
    await a.remove('/closed')
  },
  'empty containers and outlived nodes go, others stay': async (server) => {
    const a = asker(server, 'c')
    for (const path of ['/container', '/fresh', '/full']) await a.container(path)
    for (const path of ['/container/child', '/full/child']) await a.create(path)
    await a.ttl('/short', 100)
    await a.ttl('/parent', 4000)
    await a.create('/parent/child')
    await a.remove('/container/child')
    for (const path of ['/container', '/short', '/fresh']) await untilGone(server, path)
    for (const path of ['/container', '/short', '/fresh', '/full', '/parent']) await a.children(path)
    await a.remove('/parent/child')
    await untilGone(server, '/parent')
  },
  'time-outs within their limits': async (server) => {
    for (const timeOut of [-1, 0, 4999, 6000, 7001, 2 ** 31 - 1]) await server.client(`asks ${timeOut}`, { timeOut })
  },
  'digest is no scheme when it is switched off': async (server) => {
    await asker(server, 'e').create('/d', '', 0, [{ perms: 31, id: { scheme: 'digest', id: 'a:b' } }])
    await server.auth('d', 'digest', 'a:b')
    await server.isClosed('d')
  },
}

describe.skipIf(realKafka === undefined)(
  'with other settings, asked the same, answers as the real server does:',
  () => {
    const servers: Server[] = []
    const dialogues: ZooKeeperDialogue[] = []

    beforeAll(async () => {
      for (const maker of ['ours', 'real'] as const) {
        const server = await startZooKeeperServer(maker, settings, env)
        servers.push(server)
        dialogues.push(new ZooKeeperDialogue(server.port))
      }
    })
    afterAll(async () => {
      for (const dialogue of dialogues) dialogue.close()
      for (const server of servers) {
        await server.stop('SIGKILL')
        removeFolder(server.folder)
      }
    })

    test.each(Object.entries(scenes))('%s', async (_, scene) => {
      const said = []
      for (const dialogue of dialogues) {
        await scene(dialogue)
        said.push(dialogue.said.splice(0).map((line) => line.replace(/ zxid \d+|"[mcp]zxid":"\d+",?/g, '')))
      }
      expect(said[0]).toEqual(said[1])
    })
  },
)
