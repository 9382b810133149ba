import { subcommands } from '../kafkabox/subcommands.ts'
import { defineCommand } from '../kit/command.ts'

const shown = subcommands.filter((subcommand) => !subcommand.hidden)

export default defineCommand({
  name: 'kafkabox',
  summary: "Kafka 3.7's servers, commands and ZooKeeper, ready at a terminal",
  style: 'plain',
  usage: 'command [options]',
  description: shown
    .map((subcommand) => [`${subcommand.name}: ${subcommand.summary}.`, ...optionLines(subcommand)].join('\n'))
    .join('\n\n'),
  options: {},
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

function optionLines({ options }: (typeof subcommands)[number]): string[] {
  return Object.entries(options).map(([name, { argument, description }]) => {
    const term = argument === undefined ? `--${name}` : `--${name} ${argument}`
    return `${term}: ${description}.`
  })
}
