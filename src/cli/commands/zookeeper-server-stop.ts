import { defineCommand } from '../kit/command.ts'
import { stopResults } from '../server-process/results.ts'

export default defineCommand({
  name: 'zookeeper-server-stop',
  summary: 'stop all ZooKeeper servers on this machine',
  style: 'plain',
  description:
    'Asks every ZooKeeper server that was started on this machine by zookeeper-server-start to end, and does not wait for it. The environment variable SIGNAL names another signal than TERM.',
  environment: { SIGNAL: 'The signal in place of TERM.' },
  seeAlso: ['zookeeper-server-start(1)'],
  options: {},
  results: stopResults,
  async run(context) {
    const { stopProcesses } = await import('../server-process/find.ts')
    return stopProcesses(context, 'zookeeper-server-start', 'No zookeeper server to stop')
  },
})
