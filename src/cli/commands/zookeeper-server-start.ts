import { defineCommand } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { startedServer } from '../server-process/results.ts'

export default defineCommand({
  name: 'zookeeper-server-start',
  summary: 'start a ZooKeeper server',
  style: 'plain',
  usage: '[-daemon] zookeeper.properties',
  description:
    "Serves ZooKeeper as the file says, which has the keys of zoo.cfg, until it is ended by Ctrl-C or by zookeeper-server-stop. The data is kept in ZooKeeper's own file formats, so that either implementation can take over the other's directory.",
  positional: ['file'],
  environment: { LOG_DIR: 'The folder of zookeeper.out, with -daemon.' },
  seeAlso: ['zookeeper.properties(5)', 'zookeeper-server-stop(1)', 'zkServer(1)'],
  results: [startedServer],
  options: {
    daemon: { dash: '-', description: 'run in the background and write the log to zookeeper.out in LOG_DIR' },
  },
  examples: [
    { command: 'zookeeper-server-start config/zookeeper.properties', effect: 'a server on the port of the file' },
  ],
  async run(context) {
    const [first, ...others] = context.args
    if (first === undefined) {
      const usage = 'USAGE: zookeeper-server-start [-daemon] zookeeper.properties'
      context.report.failure(new UsageError(usage), () => printLine(context.stdout, usage))
      return 1
    }
    if (first === '-daemon') {
      const { startDaemon } = await import('../server-process/daemon.ts')
      return startDaemon(context, 'zookeeper', others)
    }
    const { runZooKeeperServer } = await import('../zookeeper-server/run.ts')
    return runZooKeeperServer(context, first)
  },
})
