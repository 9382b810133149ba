import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Transport } from '../../net/transport.ts'
import { Gate } from './gate.ts'
import { GatedClock } from './gated-clock.ts'
import { GatedTransport } from './gated-transport.ts'
import { MortalDisk } from './mortal-disk.ts'

export interface World {
  readonly transport: Transport
  readonly clock: Clock
  readonly disk: Disk
}

/** What a server of this process has around it, so that it can be frozen, cut off and killed as if it had a process of its own. */
export class TroubledWorld implements World {
  readonly transport: GatedTransport
  readonly clock: GatedClock
  readonly disk: MortalDisk
  readonly #network = new Gate()
  readonly #time = new Gate()
  #frozen = false
  #cut = false

  constructor({ transport, clock, disk }: World) {
    this.clock = new GatedClock(clock, this.#time)
    this.transport = new GatedTransport(transport, this.#network, this.clock, () => this.#cut)
    this.disk = new MortalDisk(disk)
  }

  /** Nothing runs and nothing arrives. */
  set frozen(frozen: boolean) {
    this.#frozen = frozen
    if (frozen) this.#time.shut()
    else this.#time.open()
    this.#setNetwork()
  }

  get frozen(): boolean {
    return this.#frozen
  }

  /** It runs, but no packet reaches it or leaves it. */
  set cut(cut: boolean) {
    this.#cut = cut
    this.#setNetwork()
  }

  get cut(): boolean {
    return this.#cut
  }

  /** As kill -9. */
  async kill(): Promise<void> {
    this.#time.seal()
    this.#network.seal()
    this.clock.stop()
    this.disk.abandon()
    await this.transport.abandon()
  }

  #setNetwork(): void {
    if (this.#frozen || this.#cut) this.#network.shut()
    else this.#network.open()
  }
}
