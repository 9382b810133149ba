import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  name: 'zookeeper-server-stop',
  summary: 'stop all ZooKeeper servers on this machine',
  style: 'plain',
  description:
    'Asks every ZooKeeper server that was started on this machine by zookeeper-server-start to end, and does not wait for it. The environment variable SIGNAL names another signal than TERM.',
  environment: { SIGNAL: 'The signal in place of TERM.' },
  seeAlso: ['zookeeper-server-start(1)'],
  options: {},
  async run(context) {
    const { signalProcesses } = await import('../server-process/find.ts')
    if (signalProcesses('zookeeper-server-start', context.env)) return 0
    context.stdout.write('No zookeeper server to stop\n')
    return 1
  },
})
