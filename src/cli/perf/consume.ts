import { Consumer } from '../../client/consumer/consumer.ts'
import type { FetchedChunk } from '../../client/consumer/fetched-chunk.ts'
import { illegalArgument } from '../../client/errors.ts'
import { recordSizes } from '../../wire/records/sizes.ts'
import { clientIo } from '../connect/client-io.ts'
import { localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { progressOn } from '../kit/progress.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { Consumed } from './consumed.ts'
import type { ConsumerPerfOptions } from './consumer-options.ts'
import { perfConsumerSettings } from './consumer-settings.ts'
import { dateFormat } from './date-format.ts'
import { printMetrics } from './metrics-table.ts'
import { readProgress, readSummary } from './results.ts'

const commonColumns = 'data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec'
const joinColumns = 'rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec'
const pollMs = 100

/** Reads the messages and prints how that went; what goes wrong is told on stderr. */
export async function runConsumerPerf(context: CommandContext, options: ConsumerPerfOptions): Promise<number> {
  try {
    await measure(context, options)
    return 0
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    const { message, thrown } = localFailure(error)
    context.report.failure(error, () => context.stderr.write(`${message}\n${thrown}\n\n`))
    return 1
  }
}

const deprecatedThreads =
  'WARNING: option [threads] and [num-fetch-threads] have been deprecated and will be ignored by the test'

async function measure(context: CommandContext, options: ConsumerPerfOptions): Promise<void> {
  const { clock, stdout, report } = context
  const isDetailed = options.has('show-detailed-stats')
  if (options.has('threads') || options.has('num-fetch-threads')) printLine(stdout, deprecatedThreads)
  if (!options.has('hide-header')) {
    const first = isDetailed ? 'time, threadId' : 'start.time, end.time'
    printLine(stdout, `${first}, ${commonColumns}, ${joinColumns}`)
  }
  const settings = perfConsumerSettings(context, options)
  const formatTime = dateFormat(options.value('date-format'))
  const consumer = await Consumer.open(settings, await clientIo(context))
  const start = clock.now()
  const run = { context, options, consumer, consumed: new Consumed(start), formatTime, isDetailed }
  await consume(run)
  const end = clock.now()
  await consumer.close()
  if (!isDetailed) {
    const total = run.consumed.total(start, end)
    const times = [start, end].map(formatTime).join(', ')
    report.results(readSummary, [total], () => `${times}, ${figuresText(total)}\n`)
  }
  if (options.has('print-metrics')) printConsumerMetrics(run, settings, (end - start) / 1000)
}

interface Run {
  readonly context: CommandContext
  readonly options: ConsumerPerfOptions
  readonly consumer: Consumer
  readonly consumed: Consumed
  readonly formatTime: (milliseconds: number) => string
  readonly isDetailed: boolean
}

async function consume({ context, options, consumer, consumed, formatTime, isDetailed }: Run): Promise<void> {
  const { clock, report } = context
  const wanted = options.value('messages') ?? 0
  const [timeout, interval] = [options.value('timeout'), options.value('reporting-interval')]
  if (interval <= 0) throw illegalArgument('Reporting interval must be greater than 0.')
  consumer.onRebalance({
    revoked: () => consumed.joinBegan(clock.now()),
    assigned: () => consumed.joinEnded(clock.now()),
  })
  consumer.subscribe([options.value('topic') ?? ''])
  const counted = { doing: 'consuming', unit: 'messages', total: wanted } as const
  const progress = isDetailed ? undefined : progressOn(context, counted)
  let now = clock.now()
  let [lastCame, lastReport] = [now, now]
  while (consumed.messages < wanted && now - lastCame <= timeout) {
    const chunks = await consumer.poll(pollMs)
    now = clock.now()
    if (!count(chunks, consumed, wanted)) continue
    lastCame = now
    progress?.at(consumed.messages)
    if (now - lastReport < interval) continue
    const row = consumed.progress(lastReport, now)
    // Kafka's thread, of which there is only one, has the number 0.
    if (isDetailed) report.results(readProgress, [row], () => `${formatTime(now)}, 0, ${figuresText(row)}\n`)
    lastReport = now
  }
  progress?.end()
  if (consumed.messages >= wanted) return
  report.remark(
    `WARNING: Exiting before consuming the expected number of messages: timeout (${timeout} ms) exceeded. ` +
      'You can use the --timeout option to increase the timeout.',
  )
}

const decimals = (value: number | null) => Number(value).toFixed(4)

/** The columns behind the times. */
function figuresText(row: ValueOf<typeof readProgress> | ValueOf<typeof readSummary>): string {
  return [
    decimals(row.megabytes),
    decimals(row.megabytesPerSecond),
    row.messages,
    decimals(row.messagesPerSecond),
    row.rebalanceMs,
    row.fetchMs,
    decimals(row.fetchMegabytesPerSecond),
    decimals(row.fetchMessagesPerSecond),
  ].join(', ')
}

/** What a poll of Java's consumer gives at most: who wants fewer reads all of these. */
const messagesAtOnce = 500

/** False when there was nothing. */
function count(chunks: readonly FetchedChunk[], consumed: Consumed, wanted: number): boolean {
  const before = consumed.messages
  const most = before + Math.ceil((wanted - before) / messagesAtOnce) * messagesAtOnce
  for (const chunk of chunks) {
    for (const batch of chunk.dataBatches()) {
      recordSizes(batch, (offset, bytes) => {
        if (consumed.messages >= most) return false
        if (offset < chunk.fetchOffset) return true
        consumed.messages++
        consumed.bytes += bytes
        return true
      })
    }
  }
  return consumed.messages > before
}

/** The metrics that this consumer keeps. */
function printConsumerMetrics(
  { context, consumed }: Run,
  settings: ReadonlyMap<string, string>,
  seconds: number,
): void {
  const tags = { 'client-id': settings.get('client.id') ?? '' }
  const row = (name: string, value: number) => ({ group: 'consumer-fetch-manager-metrics', name, tags, value })
  printMetrics(context, [
    row('bytes-consumed-rate', consumed.bytes / seconds),
    row('bytes-consumed-total', consumed.bytes),
    row('records-consumed-rate', consumed.messages / seconds),
    row('records-consumed-total', consumed.messages),
  ])
}
