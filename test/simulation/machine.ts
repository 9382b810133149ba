import { MemoryDisk } from '../../src/base/disk/memory-disk.ts'
import type { Connection } from '../../src/net/transport.ts'
import type { Process } from './process.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface Service {
  readonly process: Process
  accept(connection: Connection): void
}

/** A host: a name on the network, a disk, and a power switch. */
export class Machine {
  readonly host: string
  isPowered = true
  /** Counts power losses: connections of an earlier life are unknown to the next. */
  life = 0
  disk = new MemoryDisk()
  diskFault: 'full' | 'broken' | undefined
  /** Milliseconds that an fsync takes at least; undefined while the disk is as fast as ever. */
  syncMs: number | undefined
  /** By port. */
  readonly services = new Map<number, Service>()

  constructor(host: string) {
    this.host = host
  }

  /** Nobody is told: peers find out by their own time-outs. Of unsynced bytes an arbitrary part survives. */
  losePower(random: SeededRandom): void {
    this.isPowered = false
    this.life++
    this.services.clear()
    this.disk = this.disk.crash((_, unsynced) => random.int(unsynced + 1))
  }
}
