import { boolean, integer, list, result, string } from '../kit/schema/schema.ts'
import { startedServer } from '../server-process/results.ts'

export const serverMode = result('server-mode', 'A running server, of status.', {
  host: string('Where it was asked.'),
  port: integer('At which port.'),
  isTls: boolean('Whether over TLS.'),
  mode: string('leader, follower, observer or standalone.'),
})

export const stoppedServer = result('server-stopped', 'What stop has ended.', { pid: integer('Its process number.') })

export const serverVersion = result('server-version', 'The version, of version.', {
  version: string('As 3.8.3.'),
  built: string('When it was built.'),
})

export const startCommand = result('start-command', 'What start runs, of print-cmd.', {
  words: list(string('A word.'), 'The command.'),
})

export const controlResults = [serverMode, startedServer, stoppedServer, serverVersion, startCommand]
