import { configOptions } from '../configs/options.ts'
import { configResults } from '../configs/results.ts'
import { runConfigs } from '../configs/run.ts'
import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-configs',
  summary: 'show and change settings of topics, brokers, clients, users and ips',
  about:
    'This tool helps to manipulate and describe entity config for a topic, client, user, broker, ip or client-metrics',
  parseErrors: 'message',
  examples: [
    {
      command: 'kafka-configs --bootstrap-server localhost:9092 --topic orders --describe',
      effect: 'Show the settings that the topic orders has of its own.',
    },
    {
      command:
        'kafka-configs --bootstrap-server localhost:9092 --topic orders --alter --add-config retention.ms=3600000,cleanup.policy=[compact,delete]',
      effect: 'Keep its records for an hour, and of each key the last one.',
    },
    {
      command:
        'kafka-configs --bootstrap-server localhost:9092 --broker-defaults --alter --delete-config log.retention.ms',
      effect: 'Take a setting back that was made for all brokers.',
    },
    {
      command:
        'kafka-configs --bootstrap-server localhost:9092 --user alice --alter --add-config SCRAM-SHA-256=[iterations=8192,password=secret]',
      effect: 'Give the user alice a password.',
    },
  ],
  options: configOptions,
  results: configResults,
  run: runConfigs,
})
