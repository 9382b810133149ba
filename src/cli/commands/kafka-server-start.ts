import { kafkaVersion } from '../../base/kafka-version.ts'
import { brokerOptions } from '../kafka-server/options.ts'
import { defineCommand } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { startedServer } from '../server-process/results.ts'

export default defineCommand({
  name: 'kafka-server-start',
  summary: 'start a Kafka broker',
  style: 'plain',
  usage: '[-daemon] server.properties [--override property=value]*',
  description:
    "Serves Kafka as the file says, until it is ended by Ctrl-C or by kafka-server-stop. ZooKeeper has to run. The data is kept in Kafka's own file formats, so that either implementation can take over the other's directory.",
  positional: ['file'],
  environment: {
    KAFKA_OPTS:
      '-Djava.security.auth.login.config=FILE: as whom to log in to ZooKeeper; -Dzookeeper.*: properties of its client.',
    LOG_DIR: 'The folder of kafkaServer.out, with -daemon; logs beside the folder of the executables when not given.',
  },
  seeAlso: ['server.properties(5)', 'kafka-server-stop(1)', 'kafka-configs(1)', 'zookeeper-server-start(1)'],
  results: [startedServer],
  options: {
    daemon: { dash: '-', description: 'run in the background and write the log to kafkaServer.out in LOG_DIR' },
    ...brokerOptions,
  },
  examples: [
    { command: 'kafka-server-start config/server.properties', effect: 'a broker with the settings of the file' },
    {
      command:
        'kafka-server-start config/server.properties --override broker.id=1 --override listeners=PLAINTEXT://:9093',
      effect: 'another one beside it',
    },
  ],
  async run(context) {
    const [first, ...others] = context.args
    if (first === undefined) {
      const usage = 'USAGE: kafka-server-start [-daemon] server.properties [--override property=value]*'
      context.report.failure(new UsageError(usage), () => printLine(context.stdout, usage))
      return 1
    }
    if (first === '-daemon') {
      const { startDaemon } = await import('../server-process/daemon.ts')
      return startDaemon(context, 'kafkaServer', others)
    }
    if (context.args.includes('--help')) {
      const { formatHelp } = await import('../kit/jopt/help.ts')
      context.stderr.write(
        `USAGE: kafka-server-start server.properties [--override property=value]*\n${formatHelp(brokerOptions)}`,
      )
      return 1
    }
    if (context.args.includes('--version')) {
      context.stdout.write(`${kafkaVersion}\n`)
      return 0
    }
    const { runBroker } = await import('../kafka-server/run.ts')
    return runBroker(context, context.args)
  },
})
