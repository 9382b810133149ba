import { localFailure } from '../connect/failure.ts'
import { defineCommand } from '../kit/command.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { checkTopicOptions } from '../topics/checks.ts'
import { type TopicOptions, topicOptions } from '../topics/options.ts'
import { topicResults } from '../topics/results.ts'
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
  results: topicResults,
  run: runTopics,
})

async function runTopics(context: CommandContext, options: TopicOptions): Promise<number> {
  let action: () => Promise<void>
  try {
    checkTopicOptions(options)
    action = await startTopicAction(context, options)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { message, thrown } = localFailure(error)
    context.report.failure(error, () => context.stderr.write(`${message}\n${thrown}\n\n`))
    return 1
  }
  try {
    await action()
    return 0
  } catch (error) {
    const { message, thrown } = localFailure(error)
    context.report.failure(error, () => {
      printLine(context.stdout, `Error while executing topic command : ${message}`)
      context.logger.named('org.apache.kafka.tools.TopicCommand').error(`${thrown}\n`)
    })
    return 1
  }
}
