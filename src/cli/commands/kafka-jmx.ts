import { jmxOptions } from '../jmx/options.ts'
import { jmxResults } from '../jmx/results.ts'
import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-jmx',
  summary: "print a broker's metrics",
  about: "Print a broker's metrics, by the names of Kafka's MBeans.",
  description: `A broker that is started with JMX_PORT shows its metrics on that port: BrokerTopicMetrics, ReplicaManager, RequestMetrics and some more, by the names that Kafka has for them. They travel as JSON over HTTP (GET /beans), for there is no JVM and no RMI here; the URL is written as for a JVM all the same. The metrics of a real JVM can't be read.`,
  parseErrors: 'trace',
  endsWithReader: true,
  examples: [
    { command: 'JMX_PORT=9999 kafka-server-start server.properties', effect: 'Start a broker that shows its metrics.' },
    {
      command: 'kafka-jmx --object-name kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec --one-time true',
      effect: 'Print how many messages it stored, and how many a second.',
    },
  ],
  options: jmxOptions,
  results: jmxResults,
  run: async (context, options) => (await import('../jmx/run.ts')).runJmx(context, options),
})
