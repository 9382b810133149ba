import { integer, list, orNull, result, string } from '../kit/schema/schema.ts'

export const startedServer = result('server-started', 'A server that runs now.', {
  pid: integer('Its process number.'),
  addresses: orNull(
    list(string('host:port.')),
    'Where its clients find it; null where it runs in the background: nobody has waited until it serves.',
  ),
})

export const signalledServer = result('server-signalled', 'A server that was asked to end.', {
  pid: integer('Its process number.'),
  signal: string('The signal it was sent: SIGTERM, or what the variable SIGNAL says.'),
})

export const stopResults = [signalledServer]
