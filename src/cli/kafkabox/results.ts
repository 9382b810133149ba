import type { ServerStatus } from '../../lab/control/server-status.ts'
import type { ServiceStatus } from '../../lab/services/actions.ts'
import { boolean, integer, long, oneOf, orNull, result, string, type ValueOf } from '../kit/schema/schema.ts'

export const startedCluster = result('cluster-started', 'What `up` has started: all of it answers.', {
  zookeeper: string("ZooKeeper's servers, as host:port separated by commas."),
  bootstrap: string('The brokers, as host:port separated by commas.'),
  data: orNull(string('The folder of its data.'), 'Null when it is kept in memory only.'),
  pid: integer('The process that it runs in.'),
})

export const server = result('server', 'A server of `up`, or a background service.', {
  name: string('What it is called.'),
  state: oneOf(['running', 'paused', 'cut off', 'stopped'], 'How it is.'),
  role: orNull(string('Of a ZooKeeper server: leader, follower, standalone, or looking for a leader.')),
  address: string('Where its clients find it, as host:port; empty without a configuration.'),
  pid: orNull(integer('Its process.'), 'Null when it does not run.'),
  runsIn: oneOf(['services', 'up'], 'A process of its own in the background, or a part of an `up`.'),
  since: orNull(long('When it last started or ended.'), 'Known of those of an `up`.'),
  exitCode: orNull(integer('Of its last end, as a shell shows it.')),
  config: orNull(string('The configuration file of a service.')),
  log: orNull(string('The file with what a service says.')),
})

/** The status as the JSON has it. */
export function serverObject(status: ServerStatus & Partial<ServiceStatus>): ValueOf<typeof server> {
  const { name, state, role = null, address, pid = null, runsIn, since = null, exitCode = null } = status
  const { config = null, log = null } = status
  return { name, state, role, address, pid, runsIn, since, exitCode, config, log }
}

export const startedService = result('service-started', 'A service that runs now, of start and restart.', {
  name: string('What it is called.'),
  wasRunning: boolean('It ran already.'),
  address: string('Where its clients find it, as host:port.'),
  pid: integer('Its process.'),
})

export const stoppedService = result('service-stopped', 'A service that does not run now, of stop.', {
  name: string('What it is called.'),
  wasRunning: boolean('It ran until now.'),
})

export const logLine = result('log-line', 'A line of what a service said, of logs.', {
  service: string('Which one.'),
  line: string('The line, without what is blank around it.'),
})

export const profileResult = result('profile', 'What a profile supplies.', {
  name: string('What it is called.'),
  'bootstrap-server': orNull(string('The brokers to ask first.')),
  'command-config': orNull(string('The file with properties of the client that asks them.')),
  zookeeper: orNull(string("ZooKeeper's servers.")),
})

export const manualPage = result('manual-page', 'A page of the manual.', {
  name: string('What it is about: a command, or a file of settings.'),
  section: integer('The part of the manual: 1 commands, 5 files.'),
  about: string('What that is, in a line.'),
  file: string('The file that `man` reads.'),
  text: orNull(string('The page, for a width of 80 columns.'), 'Null in a list of all pages.'),
})

export const completionScript = result('completion-script', 'A script that a shell is to read.', {
  shell: oneOf(['bash', 'zsh', 'fish'], 'For which shell.'),
  script: string('What it is to read.'),
})
