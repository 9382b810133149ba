import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { nodeDisk } from '../../src/base/disk/node-disk.ts'
import { encodeEntry } from '../../src/zookeeper/storage/txn-codec.ts'
import { TxnLog } from '../../src/zookeeper/storage/txn-log.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { eventually, type Maker } from '../kit/servers.ts'
import { askWord } from '../kit/words.ts'
import { expectSameFiles, expectSameTrees, orDone, stateOnDisk, treeOf, withClient } from './ensemble/agreement.ts'
import { MixedEnsemble } from './ensemble/mixed-ensemble.ts'

const limit = 180_000
let ensemble: MixedEnsemble | undefined

afterEach(async () => {
  await ensemble?.dispose()
  ensemble = undefined
})

/** Puts transactions into a stopped server's log that it alone has: it led, logged them, and died. */
async function logWhatNeverHappened(dataDir: string, count: number): Promise<void> {
  const { lastZxid } = stateOnDisk(dataDir)
  const directory = `${dataDir}/version-2`
  const log = new TxnLog({ disk: nodeDisk, directory, preAllocSize: 65536, forceSync: true, created: () => {} })
  for (let zxid = lastZxid + 1n; zxid <= lastZxid + BigInt(count); zxid++) {
    const header = { clientId: 1n, cxid: 1, zxid, time: 1, type: 1 }
    const txn = {
      kind: 'create',
      path: `/never-${zxid}`,
      data: null,
      acl: [],
      ephemeral: false,
      parentCVersion: 99,
    } as const
    log.append(zxid, encodeEntry({ header, txn, digest: undefined }))
  }
  await log.flush()
  log.close()
}

/** All have the same, and are down. */
async function startedAndStopped(makers: readonly Maker[]): Promise<MixedEnsemble> {
  const started = await MixedEnsemble.start(makers)
  ensemble = started
  const leader = await started.leader()
  await withClient(started.at(leader), async (client) => {
    for (let i = 0; i < 10; i++) await orDone(client.create(`/n-${i}`, Buffer.from(String(i))), 'nodeExists')
  })
  await expectSameTrees(started)
  await eventually('all logs end at the same transaction', async () => {
    const ends = started.indexes.map((index) => stateOnDisk(started.dataDir(index)).lastZxid)
    return new Set(ends).size === 1
  })
  await started.kill(...started.indexes)
  return started
}

const pairs: readonly { name: string; forgetful: Maker; others: Maker }[] = [
  { name: 'a real one under our leader', forgetful: 'real', others: 'ours' },
  { name: 'ours under a real leader', forgetful: 'ours', others: 'real' },
]

describe.skipIf(!realKafka)('a server whose log has what never happened (needs the real Kafka)', () => {
  test.each(pairs)('$name forgets it', { timeout: limit }, async ({ forgetful, others }) => {
    const members = await startedAndStopped([forgetful, others, others])
    await logWhatNeverHappened(members.dataDir(0), 3)
    await Promise.all([members.revive(1), members.revive(2)])
    await members.leader()
    await members.revive(0)
    await members.leader()
    expect(members.at(0).output()).toMatch(/TRUNC|Truncating log/)
    const tree = await expectSameTrees(members)
    expect(Object.keys(tree).filter((path) => path.startsWith('/never'))).toEqual([])
    await withClient(members.at(0), (client) => orDone(client.create('/afterwards', null), 'nodeExists'))
    await expectSameTrees(members)
    await expectSameFiles(members)
  })

  test.each(pairs)(
    '$name takes a snapshot when a new epoch has gone on',
    { timeout: limit },
    async ({ forgetful, others }) => {
      const members = await startedAndStopped([forgetful, others, others])
      await logWhatNeverHappened(members.dataDir(0), 3)
      await Promise.all([members.revive(1), members.revive(2)])
      const leader = await members.leader()
      await withClient(members.at(leader), (client) => orDone(client.create('/next-epoch', null), 'nodeExists'))
      await members.revive(0)
      await members.leader()
      const tree = await treeOf(members.at(0))
      expect(Object.keys(tree).filter((path) => path.startsWith('/never'))).toEqual([])
      expect(tree).toHaveProperty(['/next-epoch'])
      expect(await askWord(members.at(0), 'srvr')).toContain('Mode: follower')
      await members.kill(0)
      await members.revive(0)
      await members.leader()
      await expectSameTrees(members)
      await expectSameFiles(members)
    },
  )

  test('a real server starts where ours ended between transactions of a new epoch and its epoch file', {
    timeout: limit,
  }, async () => {
    const members = await startedAndStopped(['ours', 'ours', 'ours'])
    const epochFile = `${members.dataDir(0)}/version-2/currentEpoch`
    writeFileSync(`${epochFile}.tmp`, readFileSync(epochFile))
    writeFileSync(epochFile, '0')
    await Promise.all([members.revive(0, 'real'), members.revive(1), members.revive(2)])
    await members.leader()
    expect(members.at(0).output()).toContain('currentEpoch.tmp found. Setting current epoch to 1.')
    await expectSameTrees(members)
  })
})
