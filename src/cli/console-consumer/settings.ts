import { readCommandConfig } from '../connect/command-config.ts'
import { parseKeyValues } from '../connect/key-values.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { checkRequired } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import { formatterNamed } from './formatters/by-name.ts'
import { deserializersOf } from './formatters/default.ts'
import type { Formatter, MessageToFormat } from './formatters/formatter.ts'
import type { MessageModel } from './message-model.ts'
import type { ConsoleConsumerOptions } from './options.ts'

export type StartOffset = 'earliest' | 'latest' | number

/** What the command line asks for, checked in the order in which Kafka's tool checks it. */
export interface ConsoleConsumerSettings {
  /** One topic, or a regular expression for the names of several. */
  readonly topics: string | { readonly pattern: string }
  /** To be read alone, from there. */
  readonly partition: { readonly number: number; readonly offset: StartOffset } | undefined
  /** −1 without a limit. */
  readonly maxMessages: number
  readonly timeoutMs: number
  readonly skipsErrors: boolean
  readonly formatter: Formatter
  /** With `--json`: what is told of a message in place of what the formatter prints. */
  readonly model: ((message: MessageToFormat) => MessageModel) | undefined
  readonly consumer: Map<string, string>
}

/** @throws UsageError, OptionError, JavaException, ClientError */
export async function readSettings(
  context: CommandContext,
  options: ConsoleConsumerOptions,
): Promise<ConsoleConsumerSettings> {
  const extra = parseKeyValues(options.values('consumer-property'))
  const file = readCommandConfig(context, options.value('consumer.config'))
  const partition = options.value('partition')
  const formatting = formatterSettings(context, options)
  const formatter = await formatterNamed(options.value('formatter'), formatting, context.random)
  const maxMessages = options.value('max-messages') ?? -1
  const timeoutMs = options.value('timeout-ms') ?? -1
  const topics = chosenTopics(options)
  checkCombinations(options)
  const offset = startOffset(options)
  checkRequired(options, 'bootstrap-server')
  const consumer = new Map([...file, ...extra])
  chooseGroup(context, options, consumer, [file.get('group.id'), extra.get('group.id')])
  return {
    topics,
    partition: partition === undefined ? undefined : { number: partition, offset },
    maxMessages,
    timeoutMs: timeoutMs >= 0 ? timeoutMs : Number.POSITIVE_INFINITY,
    skipsErrors: options.has('skip-message-on-error'),
    formatter,
    model: context.report.isJson ? await jsonModel(context, options, formatting, formatter) : undefined,
    consumer,
  }
}

/** The consumer's settings with what the options say; undefined, after a word on stderr, when two clash. */
export function completeConsumer(
  context: CommandContext,
  options: ConsoleConsumerOptions,
  consumer: Map<string, string>,
): Map<string, string> | undefined {
  const reset = options.has('from-beginning') ? 'earliest' : 'latest'
  const given = consumer.get('auto.offset.reset')
  if (given !== undefined && reset === 'earliest' && given !== reset) {
    context.stderr.write(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${given}', please remove one option\n`,
    )
    return undefined
  }
  if (given === undefined) consumer.set('auto.offset.reset', reset)
  consumer.set('bootstrap.servers', options.value('bootstrap-server') ?? '')
  if (!consumer.has('client.id')) consumer.set('client.id', 'console-consumer')
  if (options.has('isolation-level') || !consumer.has('isolation.level')) {
    consumer.set('isolation.level', options.value('isolation-level'))
  }
  return consumer
}

const printsValues = ['kafka.tools.DefaultMessageFormatter', 'kafka.tools.LoggingMessageFormatter']

async function jsonModel(
  context: CommandContext,
  options: ConsoleConsumerOptions,
  formatting: ReadonlyMap<string, string>,
  formatter: Formatter,
): Promise<(message: MessageToFormat) => MessageModel> {
  const { messageModels } = await import('./message-model.ts')
  const isDefault = printsValues.includes(options.value('formatter'))
  return messageModels(deserializersOf(formatting, context.random), isDefault ? undefined : formatter)
}

function formatterSettings(context: CommandContext, options: ConsoleConsumerOptions): Map<string, string> {
  const settings = readCommandConfig(context, options.value('formatter-config'))
  for (const [key, value] of parseKeyValues(options.values('property'))) settings.set(key, value)
  const keyDeserializer = options.value('key-deserializer')
  const valueDeserializer = options.value('value-deserializer')
  if (keyDeserializer) settings.set('key.deserializer', keyDeserializer)
  if (valueDeserializer) settings.set('value.deserializer', valueDeserializer)
  return settings
}

function chosenTopics(options: ConsoleConsumerOptions): ConsoleConsumerSettings['topics'] {
  const topic = options.value('topic')
  const pattern = options.has('include') ? options.value('include') : options.value('whitelist')
  if ((topic === undefined) === (pattern === undefined)) {
    const hint = options.has('whitelist')
      ? '--whitelist is DEPRECATED use --include instead; ignored if --include specified.'
      : '()'
    throw new UsageError(`Exactly one of --include/--topic is required. ${hint}`)
  }
  return topic ?? { pattern: pattern ?? '' }
}

function checkCombinations(options: ConsoleConsumerOptions): void {
  if (options.has('partition')) {
    if (!options.has('topic')) throw new UsageError('The topic is required when partition is specified.')
    if (options.has('from-beginning') && options.has('offset')) {
      throw new UsageError('Options from-beginning and offset cannot be specified together.')
    }
  } else if (options.has('offset')) throw new UsageError('The partition is required when offset is specified.')
}

function startOffset(options: ConsoleConsumerOptions): StartOffset {
  if (!options.has('offset')) return options.has('from-beginning') ? 'earliest' : 'latest'
  const text = options.value('offset')
  const word = text.toLowerCase()
  if (word === 'earliest' || word === 'latest') return word
  if (/^\+?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new UsageError(
    `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
  )
}

function chooseGroup(
  context: CommandContext,
  options: ConsoleConsumerOptions,
  consumer: Map<string, string>,
  others: readonly (string | undefined)[],
): void {
  const given = [options.value('group'), ...others].filter((id) => id !== undefined)
  const distinct = [...new Set(given)]
  if (distinct.length > 1) {
    throw new UsageError(
      "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. " +
        `Detected group ids: ${distinct.map((id) => `'${id}'`).join(', ')}`,
    )
  }
  const [groupId] = distinct
  if (groupId !== undefined) {
    if (options.has('partition')) throw new UsageError('Options group and partition cannot be specified together.')
    consumer.set('group.id', groupId)
    return
  }
  consumer.set('group.id', `console-consumer-${context.random.int(100_000)}`)
  if (!consumer.has('enable.auto.commit')) consumer.set('enable.auto.commit', 'false')
}
