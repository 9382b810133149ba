import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  name: 'kafka-server-stop',
  summary: 'stop all Kafka brokers on this machine',
  style: 'plain',
  description:
    'Asks every broker that was started on this machine by kafka-server-start to end, and does not wait for it. The environment variable SIGNAL names another signal than TERM.',
  options: {},
  async run(context) {
    const { signalProcesses } = await import('../server-process/find.ts')
    if (signalProcesses('kafka-server-start', context.env)) return 0
    context.stdout.write('No kafka server to stop\n')
    return 1
  },
})
