import type { Stat } from '../../../src/wire/jute/data.ts'
import type { WatchEvent } from '../../../src/zookeeper/client/watches.ts'
import type { History } from '../history.ts'

interface Sighting {
  readonly path: string
  readonly kind: 'node' | 'children'
  /** What was seen when the watch was set. */
  readonly state: string
  isFired: boolean
}

/** What a session saw and watches: nothing else may be seen there before the watch has fired, and it fires only once. */
export class Sightings {
  readonly #history: History
  readonly #who: string
  #watched: Sighting[] = []

  constructor(history: History, who: string) {
    this.#history = history
    this.#who = who
  }

  get paths(): string[] {
    return [...new Set(this.#watched.map(({ path }) => path))]
  }

  /** A handler for a watch, and who has to be told what was seen when it was set: undefined for no node. */
  watch(path: string, kind: Sighting['kind']): { fired: (event: WatchEvent) => void; set: (stat?: Stat) => void } {
    let sighting: Sighting | undefined
    let isEarly = false
    const fired = (event: WatchEvent) => {
      if (sighting?.isFired || isEarly) this.#violate(`the watch on ${path} fired twice, now with ${event.type}`)
      if (event.path !== path) this.#violate(`the watch on ${path} fired for ${event.path}`)
      if (sighting === undefined) isEarly = true
      else sighting.isFired = true
      this.#watched = this.#watched.filter((each) => each !== sighting)
    }
    const set = (stat?: Stat) => {
      sighting = { path, kind, state: stateOf(kind, stat), isFired: isEarly }
      if (!isEarly) this.#watched.push(sighting)
    }
    return { fired, set }
  }

  /** Something was seen; undefined: there is no node. */
  see(path: string, stat: Stat | undefined): void {
    for (const sighting of this.#watched) {
      if (sighting.path !== path) continue
      const state = stateOf(sighting.kind, stat)
      if (state === sighting.state) continue
      this.#violate(`${path} was ${sighting.state} when it was watched; it is ${state} now, and nobody was told`)
      sighting.isFired = true
    }
    this.#watched = this.#watched.filter(({ isFired }) => !isFired)
  }

  #violate(text: string): void {
    this.#history.violate('watch', `${this.#who}: ${text}`)
  }
}

function stateOf(kind: Sighting['kind'], stat: Stat | undefined): string {
  if (stat === undefined) return 'missing'
  return kind === 'node' ? `${stat.czxid}/${stat.mzxid}` : `${stat.czxid}/${stat.pzxid}`
}
