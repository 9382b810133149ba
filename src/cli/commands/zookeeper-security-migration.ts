import { defineCommand } from '../kit/command.ts'
import { migrationAbout, migrationOptions } from '../security-migration/options.ts'
import { migrationResults } from '../security-migration/results.ts'

export default defineCommand({
  style: 'jopt',
  name: 'zookeeper-security-migration',
  summary: "let only Kafka's brokers change Kafka's znodes, or everybody again",
  about: migrationAbout,
  description:
    'Goes through all znodes that Kafka keeps to itself and sets who may change them. It has to be somebody for ZooKeeper itself: log in by the JAAS file that KAFKA_OPTS names (-Djava.security.auth.login.config=FILE, section Client), or show a certificate.\n\nBrokers do the same with the znodes that they make when zookeeper.set.acl is true: set that on all of them, restart them one after the other, then run this with secure.',
  parseErrors: 'caught',
  examples: [
    {
      command:
        'KAFKA_OPTS=-Djava.security.auth.login.config=client.jaas zookeeper-security-migration --zookeeper.acl secure --zookeeper.connect localhost:2181',
      effect: 'Keep everybody else from changing what Kafka has in ZooKeeper.',
    },
  ],
  environment: { KAFKA_OPTS: 'What the JVM of the original would be given: -Djava.security.auth.login.config=FILE.' },
  options: migrationOptions,
  results: migrationResults,
  run: async (context, options) => {
    const { runMigration } = await import('../security-migration/run.ts')
    return runMigration(context, options)
  },
})
