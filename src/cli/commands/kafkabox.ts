import { subcommands } from '../kafkabox/subcommands.ts'
import { defineCommand } from '../kit/command.ts'

/** A kind is listed once. */
const results = [...new Set(subcommands.flatMap((subcommand) => subcommand.results ?? []))]

const shown = subcommands.filter((subcommand) => !subcommand.hidden)

export default defineCommand({
  name: 'kafkabox',
  summary: "Kafka 3.7's servers, commands and ZooKeeper, ready at a terminal",
  style: 'commander',
  endsWithReader: true,
  usage: 'command [options]',
  description:
    'Starts a ZooKeeper and Kafka brokers of its own, in this terminal, in the background, or as `brew services` in a shell of its own. ' +
    "Kafka's commands, which have pages of their own, then talk to them. What befalls a cluster can be tried out: from any terminal its servers are killed, frozen, and cut off from the network.",
  results,
  passThrough: subcommands.filter(({ passThrough }) => passThrough).map(({ name }) => name),
  options: {
    help: { alias: '-h', isHelp: true, description: 'Show the commands, or behind one its options, and end.' },
    version: { alias: '-V', isHelp: true, description: 'Show the version, and end.' },
  },
  files: {
    '~/.config/kafkabox/profiles.properties':
      'Profiles: lines NAME.bootstrap-server=host:port, NAME.command-config=file and NAME.zookeeper=host:port. They supply what is not typed to commands that are told an address, by --profile NAME or KAFKABOX_PROFILE, and never otherwise. The command-config goes along only with the address of its profile. XDG_CONFIG_HOME names another folder than ~/.config.',
  },
  seeAlso: ['server.properties(5)', 'zookeeper.properties(5)', 'kafka-topic-configs(5)', 'kafka-client-properties(5)'],
  subcommands: Object.fromEntries(
    shown.map(({ name, arguments: words, summary, options, results, positional = [] }) => {
      const usage = words === undefined ? '' : `: kafkabox ${name} ${words}`
      return [name, { summary: summary + usage, options, positional, ...(results && { results }) }]
    }),
  ),
  examples: [
    { command: 'kafkabox up', effect: 'ZooKeeper on port 2181 and a broker on port 9092, until Ctrl-C' },
    { command: 'kafkabox up --brokers 3', effect: 'three brokers, on ports 9092 to 9094' },
    {
      command: 'kafkabox up --zookeepers 3 --brokers 3',
      effect: 'an ensemble for them: pipeline-zookeeper-a, -b and -c, on ports 2181 to 2183',
    },
    {
      command: 'kafkabox cut kafka-1',
      effect: "broker 1's network swallows everything, until `kafkabox heal kafka-1`",
    },
    { command: 'kafkabox services start', effect: 'ZooKeeper and broker 0 in the background' },
    {
      command: 'kafkabox services start kafka-1 kafka-2',
      effect: 'two more brokers, of config/server-1.properties and config/server-2.properties where they are there',
    },
    {
      command: 'kafkabox doctor --bootstrap-server localhost:9092 --zookeeper localhost:2181',
      effect: 'what is wrong with a cluster, and what to do about it',
    },
    {
      command: 'eval "$(kafkabox completion bash)"',
      effect:
        'in ~/.bashrc: the Tab key completes commands, options and the names that the cluster has; for zsh in ~/.zshrc with zsh in place of bash',
    },
    {
      command: 'kafkabox completion fish | source',
      effect: 'the same in ~/.config/fish/config.fish',
    },
    { command: 'kafkabox help server.properties', effect: 'the page of the manual on the settings of a broker' },
    {
      command: 'KAFKABOX_PROFILE=production kafka-topics --list',
      effect: 'ask the cluster of that profile, as if its address and properties had been typed',
    },
    {
      command: 'kafkabox shell',
      effect:
        "a shell in which Kafka's commands are found, and `docker exec pipeline-zookeeper-a zkServer.sh status` acts on a server of `kafkabox up`",
    },
  ],
  run: async (context) => {
    const { runProgram } = await import('../kafkabox/program.ts')
    return runProgram(context, subcommands)
  },
})
