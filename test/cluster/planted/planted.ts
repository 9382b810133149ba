import { Leadership } from '../../../src/broker/replicas/leader/leadership.ts'
import { Partition } from '../../../src/broker/replicas/partition.ts'
import { ProducerEntry } from '../../../src/log/producers/producer-entry.ts'
import { type Plant, replace } from '../../simulation/plant.ts'

/** Bugs that a replicated log must not have, by what they break. */
export const plantedBugs: Readonly<Record<string, Plant>> = {
  'an ISR that never shrinks': () => replace(Leadership.prototype, 'shrink', () => () => {}),
  'no truncation to the leader’s epochs': () => replace(Partition.prototype, 'truncateTo', () => () => false),
  'a high watermark at the leader’s end': () =>
    replace(Partition.prototype, 'append', (append) => {
      return function (this: Partition, ...args) {
        const result = append.apply(this, args)
        this.log.highWatermark = this.log.logEndOffset
        this.room.poke()
        return result
      }
    }),
  'acks=all answered when the leader has it': () => replace(Partition.prototype, 'committed', () => () => true),
  'retries that are not recognised': () => replace(ProducerEntry.prototype, 'findDuplicate', () => () => undefined),
}
