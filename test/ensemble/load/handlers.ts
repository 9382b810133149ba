import type { WatchHandler } from '../../../src/zookeeper/client/watches.ts'
import type { History } from '../history.ts'

/** Makes a handler for one watch on the path: it may be called once, and for that path. */
export type MakeHandler = (path: string) => WatchHandler

export function handlersFor(history: History, who: string): MakeHandler {
  return (path) => {
    let calls = 0
    return (event) => {
      if (++calls > 1) history.violate('watch', `${who} was told twice of ${path}, now of ${event.type}`)
      if (event.path !== path) history.violate('watch', `${who} watched ${path} and was told of ${event.path}`)
    }
  }
}
