import { javaText } from '../../client/errors.ts'
import { defineCommand } from '../kit/command.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { checkTopicOptions } from '../topics/checks.ts'
import { type TopicOptions, topicOptions } from '../topics/options.ts'
import { startTopicAction } from '../topics/run.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-topics',
  summary: 'create, list, describe, alter and delete topics',
  about: 'This tool helps to create, delete, describe, or change a topic.',
  aboutWithoutArguments: 'Create, delete, describe, or change a topic.',
  parseErrors: 'trace',
  examples: [
    {
      command: 'kafka-topics --bootstrap-server localhost:9092 --create --topic orders --partitions 3',
      effect: 'Create a topic with three partitions.',
    },
    { command: 'kafka-topics --bootstrap-server localhost:9092 --list', effect: 'Print the names of all topics.' },
    {
      command: "kafka-topics --bootstrap-server localhost:9092 --describe --topic 'orders.*'",
      effect: 'Show partitions, leaders and settings of all topics whose names begin with orders.',
    },
  ],
  options: topicOptions,
  run: runTopics,
})

async function runTopics(context: CommandContext, options: TopicOptions): Promise<number> {
  let action: () => Promise<void>
  try {
    checkTopicOptions(options)
    action = await startTopicAction(context, options)
  } catch (error) {
    if (error instanceof UsageError) throw error
    context.stderr.write(`${messageOf(error)}\n${javaText(error)}\n\n`)
    return 1
  }
  try {
    await action()
    return 0
  } catch (error) {
    printLine(context.stdout, `Error while executing topic command : ${messageOf(error)}`)
    context.logger.named('org.apache.kafka.tools.TopicCommand').error(`${javaText(error)}\n`)
    return 1
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
