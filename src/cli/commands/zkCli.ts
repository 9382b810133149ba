import { defineCommand } from '../kit/command.ts'
import { shellResults } from '../zookeeper-shell/results.ts'
import { runZkCli } from '../zookeeper-shell/run-zk-cli.ts'
import { shellWords } from '../zookeeper-shell/shell-commands.ts'

export default defineCommand({
  style: 'plain',
  name: 'zkCli',
  summary: "look into ZooKeeper and change it by hand, under ZooKeeper's own name",
  usage:
    '[-server host:port[,host:port...][/path]] [-timeout ms] [-r] [-waitforconnection] [-client-configuration file] [command [argument...]]',
  description:
    'The shell that zookeeper-shell is, called as the one of a ZooKeeper installation. Without a command it reads commands from standard input, one a line; on a terminal it has a prompt, a history and completes commands and paths with the Tab key.\n\nCLIENT_JVMFLAGS and JVMFLAGS are read for -Djava.security.auth.login.config=FILE, whose section Client says as whom to log in, and for -Dzookeeper.* properties of the client.',
  positional: [shellWords, 'znode'],
  environment: {
    CLIENT_JVMFLAGS: "Java's options for the client, of which those are read that are told above; JVMFLAGS likewise.",
  },
  seeAlso: ['zookeeper-shell(1)', 'zkServer(1)'],
  results: shellResults,
  options: {
    server: {
      dash: '-',
      argument: 'host:port',
      takes: 'zookeeper',
      default: 'localhost:2181',
      description:
        'Where to connect; one of several servers is enough to be there. A path is put in front of all paths.',
    },
    timeout: {
      dash: '-',
      argument: 'ms',
      description: 'The session timeout to ask for in milliseconds, 30000 by default.',
    },
    r: {
      dash: '-',
      description:
        'Be content with a server that is cut off from the others and only lets itself be read, until there is one that takes writes.',
    },
    waitforconnection: {
      dash: '-',
      description: 'Connect before the first command; no connection within the timeout is an error.',
    },
    'client-configuration': {
      dash: '-',
      argument: 'file',
      takes: 'file',
      description:
        "Properties of ZooKeeper's client: zookeeper.client.secure=true with zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty makes it speak TLS, with the stores of zookeeper.ssl.keyStore.location and zookeeper.ssl.trustStore.location.",
    },
  },
  examples: [
    { command: 'zkCli.sh -server localhost:2181 ls /', effect: 'Show what is below the root.' },
    { command: 'zkCli.sh', effect: 'Open a shell at the server of this machine; quit ends it.' },
  ],
  run: runZkCli,
})
