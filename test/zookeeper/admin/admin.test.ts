import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { CreateRequest } from '../../../src/wire/jute/requests.ts'
import { freePort } from '../../kit/servers.ts'
import { RawClient } from '../server/raw-client.ts'
import { startInMemory } from '../server/running.ts'

const prometheus = 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider'
let server: Awaited<ReturnType<typeof startInMemory>>
let client: RawClient
let admin = 0
let metrics = 0

beforeAll(async () => {
  admin = await freePort()
  metrics = await freePort()
  server = await startInMemory({
    'admin.serverPort': String(admin),
    'metricsProvider.className': prometheus,
    'metricsProvider.httpPort': String(metrics),
  })
  client = await RawClient.connect(server.port)
  await client.create('/eph', '', 1)
  await client.get('/eph', true)
})
afterAll(async () => {
  client?.destroy()
  await server?.close()
})

async function page(path: string, port = admin): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text()
}

const ask = async (command: string) => JSON.parse(await page(`/commands/${command}`))

describe('the AdminServer', () => {
  test('lists its commands as links', async () => {
    expect(await page('/commands')).toContain('<a href="/commands/watch_summary">watch_summary</a>\n<br/>\n')
  })

  test('indents its JSON as the real one does', async () => {
    expect(await page('/commands/ruok')).toBe('{\n  "command" : "ruok",\n  "error" : null\n}')
    expect(await page('/commands/wchc')).toMatch(
      /^\{\n {2}"session_id_to_watched_paths" : \{\n {4}"\d+" : \[ "\/eph" \]\n {2}\},\n {2}"command" : "watches",\n {2}"error" : null\n\}$/,
    )
  })

  test('answers every command, by each of its names', async () => {
    expect(await ask('stat')).toMatchObject({
      command: 'stats',
      node_count: 6,
      server_stats: { server_state: 'standalone', last_processed_zxid: 2 },
      connections: [{ interest_ops: 1, outstanding_requests: 0 }],
      secure_connections: [],
    })
    expect(await page('/commands/stats')).toMatch(/"avg_latency" : \d+\.\d+,/)
    expect(await ask('connections')).toMatchObject({
      connections: [{ last_operation: 'GETD', session_timeout: 10_000 }],
    })
    expect(await ask('configuration')).toMatchObject({ client_port: server.port, tick_time: 3000, server_id: 0 })
    expect(await ask('dump')).toMatchObject({
      session_id_to_ephemeral_paths: { [String(client.session.sessionId)]: ['/eph'] },
    })
    expect(await ask('wchs')).toMatchObject({ num_connections: 1, num_paths: 1, num_total_watches: 1 })
    expect(Object.keys((await ask('wchp')).path_to_session_ids)).toEqual(['/eph'])
    expect(await ask('mntr')).toMatchObject({ znode_count: 6, ephemerals_count: 1, command: 'monitor', error: null })
    expect(await ask('env')).toMatchObject({ 'zookeeper.version': expect.any(String) })
    expect(await ask('isro')).toMatchObject({ read_only: false })
    expect(await ask('dirs')).toMatchObject({ datadir_size: expect.any(Number) })
    for (const reset of ['srst', 'crst']) expect(await ask(reset)).toMatchObject({ error: null })
  })

  test('keeps a trace mask, and tells digests', async () => {
    expect(await ask('gtmk')).toMatchObject({ tracemask: 306, error: null })
    expect(await ask('set_trace_mask?traceMask=510')).toMatchObject({ tracemask: 510, error: null })
    expect(await ask('get_trace_mask')).toMatchObject({ tracemask: 510 })
    expect(await page('/commands/set_trace_mask')).toBe(
      '{\n  "error" : "setTraceMask requires long traceMask argument",\n  "command" : "set_trace_mask"\n}',
    )
    expect(await ask('stmk?traceMask=x')).toMatchObject({ error: 'traceMask argument to setTraceMask must be a long' })
    expect(await ask('last_snapshot')).toMatchObject({ zxid: expect.stringMatching(/^[0-9a-f]+$/), error: null })
    expect(await ask('hash')).toMatchObject({ digests: [], error: null })
  })

  test('has no ensemble to tell of', async () => {
    expect(await ask('leader')).toEqual({ error: 'server is not initialized', command: 'leader' })
    expect(await ask('voting_view')).toMatchObject({ current_config: {} })
    expect(await ask('initial_configuration')).toMatchObject({ initial_configuration: null })
  })

  test('says what it does not know, and harms nobody', async () => {
    expect(await ask('nonsense')).toEqual({ command: 'nonsense', error: 'Unknown command: nonsense' })
    for (const path of ['/', '//', '/%', '/commandsx'])
      expect((await fetch(`http://127.0.0.1:${admin}${path}`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${admin}/commands/srst`, { method: 'POST' })).status).toBe(405)
    expect(await client.exists('/eph')).toBe(true)
  })
})

test('Prometheus reads gauges, summaries and quotas by their namespaces', async () => {
  await client.create('/team', '12')
  const create = (path: string, data: string) =>
    client.request(opCode.create, CreateRequest, { path, data: Buffer.from(data), acl: openAcl, flags: 0 })
  await create('/zookeeper/quota/team', '')
  await create('/zookeeper/quota/team/zookeeper_limits', 'count=5,bytes=-1')
  await create('/zookeeper/quota/team/zookeeper_stats', 'count=0,bytes=0')
  const text = await page('/metrics', metrics)
  for (const line of [
    '# TYPE znode_count gauge',
    'znode_count 10.0',
    'quota_count_limit_per_namespace{key="team",} 5.0',
    'quota_bytes_usage_per_namespace{key="team",} 2.0',
    '# TYPE updatelatency summary',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).toMatch(/^readlatency_count \d+\.0$/m)
  expect(text).not.toMatch(/NaN|server_state|version/)
})

test('a taken port is an error that says so', async () => {
  await expect(startInMemory({ 'admin.serverPort': String(admin) })).rejects.toThrow(
    /^Problem starting AdminServer: .*EADDRINUSE/,
  )
})
