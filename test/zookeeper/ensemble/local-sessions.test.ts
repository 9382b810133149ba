import { afterEach, expect, test } from 'vitest'
import { errorCode } from '../../../src/wire/jute/errors.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { RawClient } from '../server/raw-client.ts'
import { eventually } from '../server/running.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble
afterEach(() => ensemble.close())

/** Three servers whose sessions are their own affair; gives a leader, a follower, and the third. */
async function three(settings: Record<string, string> = {}) {
  ensemble = await MemoryEnsemble.of(3, { localSessionsEnabled: 'true', ...settings })
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  const [follower = 0, other = 0] = ensemble.ids.filter((id) => id !== leader)
  return { leader, follower, other }
}

/** How many sessions a server knows: those of the ensemble, and its own. */
async function sessionsAt(id: number): Promise<string[]> {
  const text = await ensemble.ask(id, 'mntr')
  return ['global', 'local'].map((kind) => new RegExp(`zk_${kind}_sessions\t(\\d+)`).exec(text)?.[1] ?? '')
}

test('sessions cost no transaction, and do all but ephemeral nodes', async () => {
  const { leader, follower } = await three()
  const zxid = async () => /Zxid: (\S+)/.exec(await ensemble.ask(leader, 'srvr'))?.[1]
  const before = await zxid()
  const [atLeader, atFollower] = [
    await RawClient.connect(ensemble.clientPort(leader)),
    await RawClient.connect(ensemble.clientPort(follower)),
  ]
  expect(await zxid()).toBe(before)
  expect([await sessionsAt(leader), await sessionsAt(follower)]).toEqual([
    ['0', '1'],
    ['0', '1'],
  ])
  for (const client of [atLeader, atFollower]) {
    const path = `/by-${client.session.sessionId}`
    expect(await client.create(path, 'x')).toBe(path)
    expect(await client.set(path, 'y')).toBe(0)
    expect(await client.text(path)).toBe('y')
    expect(await client.create('/mine', '', 1)).toBe(errorCode('ephemeralOnLocalSession'))
    expect((await client.send(opCode.closeSession)).header.err).toBe(0)
    await client.closed
  }
  expect(await sessionsAt(follower)).toEqual(['0', '0'])
})

test('a session is known where it began, and nowhere else', async () => {
  const { leader, follower, other } = await three()
  const first = await RawClient.connect(ensemble.clientPort(follower))
  const { sessionId, passwd } = first.session
  first.destroy()
  for (const id of [leader, other]) {
    const elsewhere = await RawClient.connect(ensemble.clientPort(id), { sessionId, passwd })
    expect(elsewhere.session.sessionId).toBe(0n)
  }
  const again = await RawClient.connect(ensemble.clientPort(follower), { sessionId, passwd })
  expect(again.session.sessionId).toBe(sessionId)
})

test('it ends when nobody hears of it', async () => {
  const { follower } = await three()
  const quiet = await RawClient.connect(ensemble.clientPort(follower), { timeOut: 1000 })
  const { sessionId, passwd } = quiet.session
  await quiet.closed
  const again = await RawClient.connect(ensemble.clientPort(follower), { sessionId, passwd })
  expect(again.session.sessionId).toBe(0n)
})

test('with its first ephemeral node it becomes the ensemble’s, and moves', async () => {
  const { leader, follower, other } = await three({ localSessionsUpgradingEnabled: 'true' })
  for (const id of [leader, follower]) {
    const client = await RawClient.connect(ensemble.clientPort(id))
    const { sessionId, passwd } = client.session
    expect(await client.create(`/eph-${id}`, '', 1)).toBe(`/eph-${id}`)
    expect((await sessionsAt(id))[1]).toBe('0')
    client.destroy()
    const moved = await RawClient.connect(ensemble.clientPort(other), { sessionId, passwd })
    expect(moved.session.sessionId).toBe(sessionId)
    expect(await moved.create(`/eph-${id}-other`, '', 1)).toBe(`/eph-${id}-other`)
    await moved.send(opCode.closeSession)
  }
  const client = await RawClient.connect(ensemble.clientPort(leader))
  await eventually('their nodes are gone', async () => !(await client.exists(`/eph-${follower}-other`)))
})
