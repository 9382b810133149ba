import { afterEach, describe, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { expectSameFiles, expectSameTrees, orDone, withClient } from './ensemble/agreement.ts'
import { MixedEnsemble } from './ensemble/mixed-ensemble.ts'
import { playRound } from './ensemble/rounds.ts'

const rounds = Number(process.env.KAFKABOX_ROUNDS ?? 1)
const isLong = process.env.KAFKABOX_LONG !== undefined
const limit = isLong ? 3_600_000 : 180_000

let ensemble: MixedEnsemble | undefined

afterEach(async () => {
  await ensemble?.dispose()
  ensemble = undefined
})

interface Mix {
  readonly makers: readonly Maker[]
  readonly observers: number
}

const ofBoth: readonly Mix[] = [
  { makers: ['real', 'ours', 'ours'], observers: 0 },
  { makers: ['ours', 'real', 'ours', 'real'], observers: 1 },
]

/** Three and five voters, from none of ours to all; and observers of both kinds. */
const everyRatio: readonly Mix[] = [
  ...[0, 1, 2, 3].map((ours) => ({ makers: spread(ours, 3), observers: 0 })),
  ...[0, 1, 2, 3, 4, 5].map((ours) => ({ makers: spread(ours, 5), observers: 0 })),
  { makers: [...spread(2, 3), 'ours', 'real'], observers: 2 },
  { makers: [...spread(1, 3), 'real', 'ours'], observers: 2 },
]

function spread(ours: number, count: number): Maker[] {
  return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? index / 2 : (count + index) / 2) < ours).map(
    (isOurs) => (isOurs ? 'ours' : 'real'),
  )
}

const nameOf = ({ makers, observers }: Mix) => `${makers.join(', ')}${observers > 0 ? ` (${observers} observe)` : ''}`
const mixes = (isLong ? everyRatio : ofBoth).map((mix) => ({ ...mix, name: nameOf(mix) }))

describe.skipIf(!realKafka)('servers of both kinds in one ensemble (needs the real Kafka)', () => {
  test.each(mixes)(
    '$name elect, serve, and agree when any of them dies and comes back',
    { timeout: limit },
    async ({ makers, observers, name }) => {
      ensemble = await MixedEnsemble.start(makers, observers)
      for (let round = 0; round < rounds; round++) await playRound(ensemble, round)
      await ensemble.leader()
      await expectSameFiles(ensemble)
      if (isLong) console.log(`${name}: ${rounds} rounds, all trees and digests the same`)
    },
  )

  test('each leader that dies comes back as the other kind', { timeout: limit }, async () => {
    const makers: Maker[] = ['ours', 'ours', 'real']
    ensemble = await MixedEnsemble.start(makers)
    for (let round = 0; round < 1 + rounds; round++) {
      const leader = await ensemble.leader()
      await withClient(ensemble.at(leader), (client) =>
        orDone(client.create(`/${round}`, Buffer.from('before')), 'nodeExists'),
      )
      await ensemble.kill(leader)
      const next = await ensemble.leader()
      await withClient(ensemble.at(next), (client) => client.set(`/${round}`, Buffer.from('after')))
      const other = makers[leader] === 'ours' ? 'real' : 'ours'
      makers[leader] = other
      await ensemble.revive(leader, other)
      await ensemble.leader()
      await expectSameTrees(ensemble)
    }
  })
})
