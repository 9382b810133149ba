import { defineCommand } from '../kit/command.ts'
import { shellResults } from '../zookeeper-shell/results.ts'
import { runShell } from '../zookeeper-shell/run.ts'
import { shellWords } from '../zookeeper-shell/shell-commands.ts'

export default defineCommand({
  style: 'plain',
  name: 'zookeeper-shell',
  summary: 'look into ZooKeeper and change it by hand',
  usage: 'zookeeper_host:port[/path] [-zk-tls-config-file file] [args...]',
  description:
    'Connects to ZooKeeper and runs the command given as arguments, or those that it reads from standard input, one a line. On a terminal it has a prompt, a history and completes commands and paths with the Tab key.\n\nA path behind the port is put in front of every path that a command names. Of several addresses, with commas between them, one is enough to answer; when its server dies the shell goes on with another.\n\nKAFKA_OPTS is read for -Djava.security.auth.login.config=FILE, whose section Client says as whom to log in (DigestLoginModule with username and password), and for -Dzookeeper.* properties of the client.',
  positional: ['zookeeper', shellWords, 'znode'],
  environment: { KAFKA_OPTS: 'As told above.' },
  seeAlso: ['zkCli(1)'],
  results: shellResults,
  options: {
    'zk-tls-config-file': {
      dash: '-',
      argument: 'file',
      takes: 'file',
      description:
        'Properties of the TLS connection to ZooKeeper under the names that server.properties has for them: zookeeper.ssl.client.enable=true, zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty, zookeeper.ssl.keystore.location and so on; must stand behind the address. Stores may be PKCS #12, PEM or JKS.',
    },
  },
  examples: [
    { command: 'zookeeper-shell localhost:2181 ls /brokers/ids', effect: 'Show the ids of the brokers that run.' },
    { command: 'zookeeper-shell localhost:2181 get /controller', effect: 'Show which broker is the controller.' },
    {
      command: 'zookeeper-shell localhost:2182 -zk-tls-config-file tls.properties ls /',
      effect: 'Ask a port that speaks TLS.',
    },
    { command: 'zookeeper-shell localhost:2181', effect: 'Open a shell; help lists its commands, quit ends it.' },
  ],
  run: runShell,
})
