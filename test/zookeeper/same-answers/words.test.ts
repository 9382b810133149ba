import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realKafka } from '../../kit/real-kafka.ts'
import { removeFolder, type Server, startZooKeeperServer } from '../../kit/servers.ts'
import { askWord } from '../../kit/words.ts'
import { asker } from './asker.ts'
import { ZooKeeperDialogue } from './dialogue.ts'

const settings = { '4lw.commands.whitelist': '*', maxClientCnxns: '7' }

async function word(port: number, text: string): Promise<string> {
  const answer = await askWord({ port }, text)
  if (answer === undefined) throw new Error(`port ${port} can't be reached`)
  return answer
}

/** Without what differs from run to run: times, ports, folders, sessions, sizes of files. */
function comparable(text: string, server: Server): string {
  return text
    .replaceAll(server.folder, 'FOLDER')
    .replaceAll(String(server.port), 'PORT')
    .replace(/127\.0\.0\.1:\d+/g, 'PEER')
    .replace(/0x[0-9a-f]{10,}/g, 'SESSION')
    .replace(/expire at .*:/g, 'expire at TIME:')
    .replace(/^Latency.*$/m, 'LATENCY')
    .replace(/((?:data(?:Log|dir)?|logdir|dataDir)_?[sS]ize[=:] ?)\d+/g, '$1SIZE')
    .replace(/(est|lresp|llat|minlat|avglat|maxlat)=\d+/g, '$1=N')
    .replace(/^(\d+ expire at TIME:\n)+/gm, (sets) => sets.replace(/^0 expire at TIME:\n/gm, ''))
    .replace(/Sets \(\d+\)/g, 'Sets (N)')
}

describe.skipIf(realKafka === undefined)('asked the same words, answers as the real server does:', () => {
  const servers: Server[] = []
  const dialogues: ZooKeeperDialogue[] = []

  beforeAll(async () => {
    for (const maker of ['ours', 'real'] as const) {
      const server = await startZooKeeperServer(maker, settings)
      const dialogue = new ZooKeeperDialogue(server.port)
      servers.push(server)
      dialogues.push(dialogue)
      const a = asker(dialogue)
      await a.create('/a', 'hello')
      await a.create('/e', 'x', 1)
      await a.get('/a', true)
      await a.children('/', true)
      await a.set('/a', 'again')
      await a.get('/a', true)
      await asker(dialogue, 'b').exists('/none', true)
      await word(server.port, 'srst')
    }
  })
  afterAll(async () => {
    for (const dialogue of dialogues) dialogue.close()
    for (const server of servers) {
      await server.stop('SIGKILL')
      removeFolder(server.folder)
    }
  })

  test.each([
    'ruok',
    'isro',
    'gtmk',
    'stmk',
    'stmk\0\0\0\0\0\0\x01\xfe',
    'hash',
    'conf',
    'dirs',
    'srvr',
    'stat',
    'wchs',
    'wchc',
    'wchp',
    'dump',
    'cons',
    'crst',
    'srst',
    'lead',
    'orst',
  ])('%j', async (text) => {
    const answers = []
    for (const server of servers)
      answers.push(
        comparable(await word(server.port, text), server)
          .split('\n')
          .sort(),
      )
    expect(answers[0]).toEqual(answers[1])
  })

  test('mntr has no figure that the real one does not have', async () => {
    const [ours, real] = await Promise.all(
      servers.map(
        async ({ port }) =>
          new Map((await word(port, 'mntr')).split('\n').map((line) => [...line.split('\t'), ''] as [string, string])),
      ),
    )
    expect([...(ours?.keys() ?? [])].filter((key) => real?.has(key) !== true)).toEqual([])
    for (const key of [
      'zk_version',
      'zk_server_state',
      'zk_znode_count',
      'zk_ephemerals_count',
      'zk_watch_count',
      'zk_approximate_data_size',
      'zk_global_sessions',
      'zk_num_alive_connections',
      'zk_connection_request_count',
    ]) {
      expect([key, ours?.get(key)]).toEqual([key, real?.get(key)])
    }
  })
})
