import { pause } from '../../../src/base/clock.ts'
import type { Stage } from '../stage.ts'
import { anyFault } from './faults.ts'

/** So many faults may be at work at the same time. */
const mostAtOnce = 2

/** One fault after the other, and some at once, for so long; then everything is mended. */
export async function trouble(stage: Stage, milliseconds: number): Promise<void> {
  const { clock } = stage.director.io
  const end = clock.elapsed() + milliseconds
  const atWork = new Set<Promise<void>>()
  while (clock.elapsed() < end) {
    if (atWork.size < mostAtOnce) {
      const fault = anyFault(stage)(stage)
        .catch((error: unknown) => stage.note(`could not: ${error}`))
        .finally(() => atWork.delete(fault))
      atWork.add(fault)
    }
    await pause(clock, stage.random.between(300, 8000))
  }
  await Promise.all(atWork)
  mend(stage)
}

export function mend(stage: Stage): void {
  stage.note('mends everything')
  stage.world.network.healAll()
  stage.zookeeper.start()
  stage.zookeeper.process?.thaw()
  for (const broker of stage.brokers) {
    broker.machine.diskFault = undefined
    broker.process?.thaw()
    broker.start()
  }
}

/**
 * A broker's machine loses its power, with what was not synced, and comes back. Only where Kafka's promise holds: every
 * replica was in sync, and nothing else happens meanwhile.
 */
export async function losePower(stage: Stage): Promise<void> {
  const broker = stage.random.pick(stage.brokers)
  stage.note(`cuts the power of broker ${broker.id}`)
  broker.losePower()
  await pause(stage.director.io.clock, stage.random.between(100, 12_000))
  stage.note(`starts broker ${broker.id}`)
  broker.start()
}
