import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { Connection, Transport } from '../../src/net/transport.ts'
import { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import type { WatchEvent } from '../../src/zookeeper/client/watches.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { eventually } from '../kit/servers.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'

const ensembles = [
  ['ours', 'ours', 'ours'],
  ['real', 'ours', 'real'],
] as const

/** Knows to which server the last connection went. */
function observedTransport() {
  const seen: { port: number; connection: Connection | undefined } = { port: 0, connection: undefined }
  const transport: Transport = {
    ...tcpTransport,
    connect: async (address, options) => {
      seen.connection = await tcpTransport.connect(address, options)
      seen.port = address.port
      return seen.connection
    },
  }
  return { seen, transport }
}

describe.each(ensembles)('an ensemble of %s, %s and %s (skipped where the real one is not)', (...makers) => {
  const skip = makers.some((maker) => maker === 'real') && !realKafka
  let ensemble: ZooKeeperEnsemble
  beforeAll(async () => {
    if (!skip) ensemble = await ZooKeeperEnsemble.start([...makers])
  })
  afterAll(async () => {
    if (!skip) await ensemble.dispose()
  })

  async function client() {
    const { seen, transport } = observedTransport()
    const states: string[] = []
    const options = { transport, clock: systemClock, random: systemRandom, logger: silentLogger }
    const servers = ensemble.servers.map(({ port }) => ({ host: '127.0.0.1', port }))
    const zookeeper = new ZooKeeperClient({ ...options, servers, sessionTimeoutMs: 10_000, retryConnectionLoss: true })
    zookeeper.onState((state) => states.push(state))
    await zookeeper.connected(60_000)
    return { zookeeper, seen, states }
  }

  test.skipIf(skip)('a session goes on at another server, with its nodes, watches and rights', async () => {
    const { zookeeper, seen, states } = await client()
    const other = await client()
    const events: string[] = []
    const watch = ({ type, path }: WatchEvent) => events.push(`${type} ${path}`)
    zookeeper.addAuth('digest', 'bob:secret')
    await zookeeper.create('/mine', Buffer.from('1'), { acl: [{ perms: 31, id: { scheme: 'auth', id: '' } }] })
    await zookeeper.create('/mine/lock', null, { mode: 'ephemeral' })
    await zookeeper.create('/news', null)
    await zookeeper.create('/deep', null)
    await zookeeper.exists('/later', { watch })
    await zookeeper.get('/news', { watch })
    await zookeeper.children('/news', { watch })
    await zookeeper.addWatch('/deep', 'persistentRecursive', watch)
    const { sessionId } = zookeeper
    for (let round = 1; round <= 2; round++) {
      const before = seen.port
      if (round === 1) seen.connection?.destroy()
      else await ensemble.kill(ensemble.at(before))
      await eventually(
        'the session goes on elsewhere',
        () => seen.port !== before && zookeeper.state === 'SyncConnected',
      )
      expect(zookeeper.sessionId).toBe(sessionId)
    }
    expect((await zookeeper.get('/mine')).data?.toString()).toBe('1')
    expect((await zookeeper.exists('/mine/lock'))?.ephemeralOwner).toBe(sessionId)
    await other.zookeeper.create('/later', null)
    await other.zookeeper.create('/news/a', null)
    await other.zookeeper.set('/news', Buffer.from('2'))
    await other.zookeeper.create('/deep/a', null)
    await other.zookeeper.set('/deep/a', Buffer.from('2'))
    const expected = [
      'NodeCreated /later',
      'NodeChildrenChanged /news',
      'NodeDataChanged /news',
      'NodeCreated /deep/a',
      'NodeDataChanged /deep/a',
    ]
    await eventually('all news arrived', () => events.length >= expected.length)
    expect(events.toSorted()).toEqual(expected.toSorted())
    await ensemble.revive()
    expect(new Set(states)).toEqual(new Set(['SyncConnected', 'Disconnected']))
    await zookeeper.close()
    await other.zookeeper.sync('/')
    expect(await other.zookeeper.exists('/mine/lock')).toBeUndefined()
    await other.zookeeper.close()
  })
})
