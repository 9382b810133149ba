import { defineCommand } from '../kit/command.ts'
import { controlResults } from '../zookeeper-control/results.ts'

const subcommands = {
  start: 'start the server in the background',
  'start-foreground': 'run the server until Ctrl-C',
  stop: 'end the server that start has started',
  restart: 'stop and start',
  status: 'tell whether the server leads, follows or stands alone',
  version: "show ZooKeeper's version",
  'print-cmd': 'show the command that start runs',
}

export default defineCommand({
  name: 'zkServer',
  summary: 'start, stop and ask a ZooKeeper server',
  style: 'plain',
  usage: '[--config folder] command [configuration]',
  description:
    'Takes care of the one server that a configuration file describes. The file is zoo.cfg in the folder ZOOCFGDIR (conf beside the folder of the executables when that is not set, else /etc/zookeeper); ZOOCFG or the last argument name another one there, and an argument with a folder in it any other.\n\nThe process number is kept in zookeeper_server.pid in dataDir (or the file ZOOPIDFILE), what the server says in the folder ZOO_LOG_DIR.',
  environment: {
    ZOOCFGDIR: 'The folder of configuration files.',
    ZOOCFG: 'The file in it, zoo.cfg when not given.',
    ZOO_LOG_DIR: 'The folder for what the server says.',
    ZOOPIDFILE: 'The file with its process number.',
  },
  seeAlso: ['zoo.cfg(5)', 'zkCli(1)', 'zookeeper-server-start(1)'],
  results: controlResults,
  options: {
    config: {
      argument: 'folder',
      takes: 'folder',
      description: 'The folder of configuration files, before the command.',
    },
  },
  subcommands: Object.fromEntries(
    Object.entries(subcommands).map(([verb, summary]) => [verb, { summary, options: {}, positional: ['file'] }]),
  ),
  examples: [
    { command: 'zkServer.sh start ./zoo1.cfg', effect: 'Start a server with the settings of that file.' },
    { command: 'zkServer.sh status ./zoo1.cfg', effect: 'Show its mode: leader, follower, observer or standalone.' },
  ],
  async run(context) {
    const { runControl } = await import('../zookeeper-control/run.ts')
    return runControl(context)
  },
})
