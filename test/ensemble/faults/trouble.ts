import type { Stage } from '../stage.ts'
import { anyFault } from './faults.ts'

/** So many faults may be at work at the same time. */
const mostAtOnce = 3

/** One fault after the other, and some at once, for so long; then everything is mended. */
export async function trouble(stage: Stage, milliseconds: number): Promise<void> {
  const { clock } = stage.director
  const end = clock.elapsed() + milliseconds
  const atWork = new Set<Promise<void>>()
  while (clock.elapsed() < end) {
    if (atWork.size < mostAtOnce) {
      const fault = anyFault(stage)(stage).finally(() => atWork.delete(fault))
      atWork.add(fault)
    }
    await stage.wait(100, 3000)
  }
  await Promise.all(atWork)
  mend(stage)
}

function mend(stage: Stage): void {
  stage.note('mends everything')
  stage.world.network.healAll()
  for (const server of stage.servers) {
    server.machine.diskFault = undefined
    server.machine.syncMs = undefined
    server.process?.thaw()
    server.start()
  }
}
