import type { RunningBroker } from '../../broker/server/start.ts'
import { nodeHttp } from '../../net/node-http.ts'

/** Where the beans are: kafka-jmx asks for it. */
export const beansPath = '/beans'

/**
 * Shows the broker's numbers as JSON on this port, as JMX_PORT opens JMX of a JVM. Gives what ends it.
 * Rejects with Node's error (`EADDRINUSE`, …).
 */
export async function serveMetrics(broker: RunningBroker, port: number): Promise<() => Promise<void>> {
  const beans = broker.beans()
  const listener = await nodeHttp.listen({ host: '', port }, (target) => {
    if (target !== beansPath)
      return { status: 404, contentType: 'text/plain', body: `The metrics are at ${beansPath}\n` }
    return { status: 200, contentType: 'application/json', body: JSON.stringify({ beans: beans.all() }) }
  })
  return async () => {
    beans.close()
    await listener.close()
  }
}
