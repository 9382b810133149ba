import { checkGroupOptions, checkOneAction } from '../groups/checks.ts'
import { groupOptions } from '../groups/options.ts'
import { groupResults } from '../groups/results.ts'
import { defineCommand } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-consumer-groups',
  summary: 'list, describe and delete consumer groups, and reset their offsets',
  about:
    'This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset consumer group offsets.',
  results: groupResults,
  parseErrors: 'uncaught',
  examples: [
    {
      command: 'kafka-consumer-groups --bootstrap-server localhost:9092 --list',
      effect: 'Print the names of all groups.',
    },
    {
      command: 'kafka-consumer-groups --bootstrap-server localhost:9092 --describe --group billing',
      effect: 'Show how far the group billing has read, and who reads what.',
    },
    {
      command:
        'kafka-consumer-groups --bootstrap-server localhost:9092 --group billing --reset-offsets --topic orders --to-earliest --execute',
      effect: 'Let the group billing, while nobody is in it, read the topic orders from the start.',
    },
  ],
  options: groupOptions,
  checkBeforeHelp: true,
  check: (options, context) => checkGroupOptions(options, (line) => printLine(context.stderr, line)),
  run: async (context, options) => {
    checkOneAction(options)
    return (await import('../groups/run.ts')).runGroupAction(context, options)
  },
})
