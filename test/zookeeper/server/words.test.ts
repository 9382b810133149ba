import { afterAll, beforeAll, expect, test } from 'vitest'
import { RawClient } from './raw-client.ts'
import { startInMemory } from './running.ts'

let server: Awaited<ReturnType<typeof startInMemory>>
let client: RawClient

beforeAll(async () => {
  server = await startInMemory({ '4lw.commands.whitelist': '*' })
  client = await RawClient.connect(server.port)
  await client.create('/eph', '', 1)
  await client.get('/eph', true)
})
afterAll(() => server.close())

async function ask(word: string, port = server.port): Promise<string> {
  const { tcpTransport } = await import('../../../src/net/tcp.ts')
  const connection = await tcpTransport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 })
  let answer = ''
  connection.onData((chunk) => {
    answer += chunk.toString()
  })
  connection.write([Buffer.from(word.slice(0, 2), 'latin1'), Buffer.from(word.slice(2), 'latin1')])
  await new Promise<void>((resolve) => connection.onClose(() => resolve()))
  return answer
}

test('every word is answered, and then the connection ends', async () => {
  const id = client.session.sessionId.toString(16)
  expect(await ask('ruok')).toBe('imok')
  expect(await ask('isro')).toBe('rw')
  expect(await ask('srvr')).toMatch(
    /^Zookeeper version: 3\.8\.3-[0-9a-f]+, built on .*\nLatency min\/avg\/max: \d+\/\d+\.\d+\/\d+\nReceived: \d+\nSent: \d+\nConnections: 2\nOutstanding: 0\nZxid: 0x2\nMode: standalone\nNode count: 6\n$/,
  )
  expect(await ask('stat')).toMatch(
    /\nClients:\n \/127\.0\.0\.1:\d+\[1\]\(queued=0,recved=\d+,sent=\d+\)\n \/127.*\n\nLatency/,
  )
  expect(await ask('mntr')).toMatch(/^zk_version\t3\.8\.3.*\nzk_server_state\tstandalone\nzk_ephemerals_count\t1\n/)
  expect(await ask('conf')).toMatch(
    /^clientPort=\d+\nsecureClientPort=-1\ndataDir=\/data\/version-2\ndataDirSize=\d+\n/,
  )
  expect(await ask('cons')).toMatch(
    new RegExp(`\\[1\\]\\(queued=0,recved=\\d+,sent=\\d+,sid=0x${id},lop=GETD,est=\\d+,to=10000,`),
  )
  expect(await ask('dump')).toMatch(new RegExp(`Session Sets \\(1\\)/\\(1\\):\n1 expire at .* 20\\d\\d:\n\t0x${id}\n`))
  expect(await ask('dump')).toContain(`Sessions with Ephemerals (1):\n0x${id}:\n\t/eph\n`)
  expect(await ask('envi')).toMatch(/^Environment:\nzookeeper\.version=/)
  expect(await ask('wchs')).toBe('1 connections watching 1 paths\nTotal watches:1\n')
  expect(await ask('wchc')).toBe(`0x${id}\n\t/eph\n\n`)
  expect(await ask('wchp')).toBe(`/eph\n\t0x${id}\n\n`)
  expect(await ask('dirs')).toMatch(/^datadir_size: \d+\nlogdir_size: \d+\n$/)
  expect(await ask('crst')).toBe('Connection stats reset.\n')
  expect(await ask('srst')).toBe('Server stats reset.\n')
})

test('a word counts as one packet received, its answer as one sent', async () => {
  const counted = (text: string) => /Received: (\d+)\nSent: (\d+)/.exec(text)?.slice(1).map(Number) ?? []
  const [received = 0, sent = 0] = counted(await ask('srvr'))
  await ask('ruok')
  await ask('stmk')
  expect(counted(await ask('srvr'))).toEqual([received + 3, sent + 2])
})

test('the trace mask is what it was set to', async () => {
  expect(await ask('gtmk')).toBe('306')
  expect(await ask('stmk')).toBe('')
  expect(await ask('stmk\0\0\0\0\0\0\x01\xfe')).toBe('510')
  expect(await ask('gtmk')).toBe('510')
})

test("the tree's digest is told for every 128th transaction", async () => {
  for (let count = 0; count < 130; count++) await client.create('/many-', '', 2)
  expect(await ask('hash')).toMatch(/^80:-?\d+\n$/)
})

test('a word off the list says so; no word at all says nothing', async () => {
  const careful = await startInMemory()
  expect(await ask('stat', careful.port)).toBe('stat is not executed because it is not in the whitelist.\n')
  expect(await ask('srvr', careful.port)).toMatch(/^Zookeeper version/)
  expect(await ask('what', careful.port)).toBe('')
  await careful.close()
})
