import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiVersions } from '../../../src/wire/kafka/api-versions.ts'
import { ControlledShutdown } from '../../../src/wire/kafka/controlled-shutdown.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { LeaderAndIsr } from '../../../src/wire/kafka/leader-and-isr.ts'
import { StopReplica } from '../../../src/wire/kafka/stop-replica.ts'
import { UpdateMetadata } from '../../../src/wire/kafka/update-metadata.ts'
import type { WireClient } from '../../kit/wire-client.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'

interface Epochs {
  readonly controllerEpoch: number
  readonly brokerEpoch: number
}

let cluster: TestBrokers
let broker: TestBroker
/** As they are: what a request of the controller has to name. */
let now: Epochs

async function epochs(): Promise<Epochs> {
  return cluster.withZooKeeper(async (client) => {
    const { data } = await client.get('/controller_epoch')
    const { stat } = await client.get('/brokers/ids/0')
    return { controllerEpoch: Number(String(data)), brokerEpoch: Number(stat.czxid) }
  })
}

beforeAll(async () => {
  cluster = await TestBrokers.start(2)
  broker = cluster.broker(0)
  await broker.stop()
  await broker.start()
  await cluster.allKnown()
  now = await epochs()
})
afterAll(() => cluster.close())

const controlRequests: Record<string, (client: WireClient, epochs: Epochs) => Promise<{ errorCode: number }>> = {
  LeaderAndIsr: (client, given) =>
    client.ask(LeaderAndIsr, 7, { controllerId: 1, ...given, topicStates: [], liveLeaders: [] }),
  UpdateMetadata: (client, given) =>
    client.ask(UpdateMetadata, 8, { controllerId: 1, ...given, topicStates: [], liveBrokers: [] }),
  StopReplica: (client, given) => client.ask(StopReplica, 4, { controllerId: 1, ...given, topicStates: [] }),
}

describe.each(Object.entries(controlRequests))('%s', (_, request) => {
  const errorOf = (given: Epochs) => broker.ask(async (client) => errorName((await request(client, given)).errorCode))

  it("is refused when it was meant for the broker's former life", async () => {
    const old = { ...now, brokerEpoch: now.brokerEpoch - 1 }
    expect(await errorOf(old)).toBe('STALE_BROKER_EPOCH')
  })

  it('is refused when it comes from a former controller', async () => {
    expect(await errorOf({ ...now, controllerEpoch: now.controllerEpoch - 1 })).toBe('STALE_CONTROLLER_EPOCH')
  })

  it('is refused when an older connection brings it behind what a newer one brought', async () => {
    const newer = { ...now, controllerEpoch: now.controllerEpoch + 1 }
    const late = await broker.ask(async (older) => {
      await older.ask(ApiVersions, 0, { clientSoftwareName: '', clientSoftwareVersion: '' })
      await broker.ask((client) => request(client, newer))
      return errorName((await request(older, newer)).errorCode)
    })
    expect(late).toBe('STALE_CONTROLLER_EPOCH')
    now = newer
  })
})

describe('LeaderAndIsr', () => {
  it.each([
    ['the broker epoch of now', () => now],
    ['none', () => ({ ...now, brokerEpoch: -1 })],
    ['one that the broker has not heard of yet', () => ({ ...now, brokerEpoch: now.brokerEpoch + 1 })],
  ])('is taken with %s', async (_, given) => {
    const answer = await broker.ask((client) =>
      client.ask(LeaderAndIsr, 7, { controllerId: 1, ...given(), topicStates: [], liveLeaders: [] }),
    )
    expect(errorName(answer.errorCode)).toBe('NONE')
  })
})

describe('ControlledShutdown', () => {
  const errorOf = async (brokerId: number, brokerEpoch: number) => {
    const controller = await cluster.controller()
    const answer = await controller.ask((client) => client.ask(ControlledShutdown, 3, { brokerId, brokerEpoch }))
    return errorName(answer.errorCode)
  }

  it('of a former life is refused', async () => {
    expect(await errorOf(0, now.brokerEpoch - 1)).toBe('STALE_BROKER_EPOCH')
  })

  it('of an unknown broker is refused', async () => {
    expect(await errorOf(77, now.brokerEpoch)).toBe('BROKER_NOT_AVAILABLE')
  })
})
