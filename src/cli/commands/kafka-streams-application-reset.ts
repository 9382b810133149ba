import { defineCommand } from '../kit/command.ts'
import { checkInvalid } from '../kit/jopt/checks.ts'
import { offsetOptions, streamsResetOptions } from '../streams-reset/options.ts'
import { streamsResetResults } from '../streams-reset/results.ts'

const about = `This tool lets an application of Kafka Streams begin again.
* It sets the offsets of its input topics to their start, or where an option says, and those of its intermediate topics to their end.
* It deletes the internal topics that Kafka Streams made for it: those that begin with its application.id. --dry-run shows them, --internal-topics chooses among them.
* It leaves alone the topics that the application writes, and the state on its instances' disks: call KafkaStreams#cleanUp() there, or delete their state.dir.
* Stop all instances first. Members that are still in the group keep the tool from its work, unless --force throws them out.

Look at the outcome of --dry-run before you run it without: what it does can't be undone.`

export default defineCommand({
  style: 'jopt',
  name: 'kafka-streams-application-reset',
  summary: 'let an application of Kafka Streams begin again',
  about,
  description: about,
  parseErrors: 'usage',
  examples: [
    {
      command: 'kafka-streams-application-reset --application-id app --input-topics orders --dry-run',
      effect: 'Show what would be done.',
    },
  ],
  options: streamsResetOptions,
  results: streamsResetResults,
  check: (options) => {
    for (const name of offsetOptions)
      checkInvalid(
        options,
        name,
        offsetOptions.filter((other) => other !== name),
      )
  },
  run: async (context, options) => (await import('../streams-reset/run.ts')).runStreamsReset(context, options),
})
