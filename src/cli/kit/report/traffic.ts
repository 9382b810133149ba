import type { Asked, ClientTrace, Unreachable } from '../../../client/trace.ts'

/** What a command met on the network: hints look back at it. */
export class Traffic implements ClientTrace {
  readonly unreachable: (event: Unreachable) => void
  /** Missing where nobody wants to hear of requests: then they are not measured. */
  readonly asked: ((event: Asked) => void) | undefined
  readonly #lost = new Map<string, Unreachable>()

  constructor(onRequest?: (event: Asked) => void) {
    this.asked = onRequest
    this.unreachable = (event) => {
      this.#lost.set(`${event.node.host}:${event.node.port}`, event)
    }
  }

  /** The brokers that could not be reached, each with the last attempt. */
  get lost(): readonly Unreachable[] {
    return [...this.#lost.values()]
  }
}
