import { integer, result, string } from '../kit/schema/schema.ts'

export const signalledServer = result('server-signalled', 'A server that was asked to end.', {
  pid: integer('Its process number.'),
  signal: string('The signal it was sent: SIGTERM, or what the variable SIGNAL says.'),
})

export const stopResults = [signalledServer]
