import { subcommands } from '../kafkabox/subcommands.ts'
import { defineCommand } from '../kit/command.ts'

const shown = subcommands.filter((subcommand) => !subcommand.hidden)

export default defineCommand({
  name: 'kafkabox',
  summary: "Kafka 3.7's servers, commands and ZooKeeper, ready at a terminal",
  style: 'plain',
  usage: 'command [options]',
  description:
    'Starts a ZooKeeper and a Kafka broker of its own, in this terminal, in the background, or as `brew services` in a shell of its own. ' +
    "Kafka's commands, which have pages of their own, then talk to them.",
  options: {},
  subcommands: Object.fromEntries(
    shown.map(({ name, arguments: words, summary, options }) => {
      const usage = words === undefined ? '' : `: kafkabox ${name} ${words}`
      return [name, { summary: summary + usage, options }]
    }),
  ),
  examples: [
    { command: 'kafkabox up', effect: 'ZooKeeper on port 2181 and a broker on port 9092, until Ctrl-C' },
    { command: 'kafkabox services start', effect: 'the same two in the background' },
    { command: 'kafkabox shell', effect: "a shell in which Kafka's commands are found" },
  ],
  run: async (context) => {
    const { runProgram } = await import('../kafkabox/program.ts')
    return runProgram(context, subcommands)
  },
})
