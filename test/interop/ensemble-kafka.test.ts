import { afterEach, describe, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { BrokersUnderLoad } from './ensemble/brokers.ts'
import { MixedEnsemble } from './ensemble/mixed-ensemble.ts'

const isLong = process.env.KAFKABOX_LONG !== undefined
const rounds = Number(process.env.KAFKABOX_ROUNDS ?? 1)
const limit = isLong ? 3_600_000 : 240_000

let ensemble: MixedEnsemble | undefined
let brokers: BrokersUnderLoad | undefined

afterEach(async () => {
  await brokers?.dispose()
  await ensemble?.dispose()
  brokers = undefined
  ensemble = undefined
})

interface Cast {
  readonly zookeepers: readonly Maker[]
  readonly brokers: readonly Maker[]
}

const usual: readonly Cast[] = [{ zookeepers: ['ours', 'real', 'ours'], brokers: ['ours', 'real'] }]

const long: readonly Cast[] = [
  { zookeepers: ['ours', 'ours', 'ours'], brokers: ['ours', 'real', 'ours'] },
  { zookeepers: ['ours', 'real', 'ours'], brokers: ['real', 'ours', 'real'] },
  { zookeepers: ['real', 'ours', 'real'], brokers: ['ours', 'real', 'ours'] },
]

const casts = (isLong ? long : usual).map((cast) => ({
  ...cast,
  name: `brokers ${cast.brokers.join(', ')} on ZooKeepers ${cast.zookeepers.join(', ')}`,
}))

describe.skipIf(!realKafka)('Kafka on an ensemble (needs the real Kafka)', () => {
  test.each(casts)(
    '$name go on while each ZooKeeper dies and comes back',
    { timeout: limit },
    async ({ zookeepers, brokers: makers, name }) => {
      ensemble = await MixedEnsemble.start(zookeepers)
      await ensemble.leader()
      brokers = new BrokersUnderLoad()
      await brokers.start(ensemble, makers)
      for (let round = 0; round < rounds; round++) {
        for (const index of ensemble.indexes) {
          await ensemble.kill(index)
          await brokers.expectService()
          await ensemble.revive(index)
          await ensemble.leader()
          await brokers.expectService()
        }
      }
      const sent = await brokers.settle()
      if (isLong) console.log(`${name}: ${rounds} rounds, ${sent} records, none lost, none twice`)
    },
  )
})
