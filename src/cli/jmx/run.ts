import { pause } from '../../base/clock.ts'
import { localFailure } from '../connect/failure.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { dateFormat } from '../perf/date-format.ts'
import { type Beans, fetchBeans, type Place, parseUrl } from './fetch-beans.ts'
import type { JmxOptions } from './options.ts'
import { formatOf, headerText, printReport } from './report.ts'
import { parseQuery, type Query, select } from './select.ts'

const patienceMs = 10_000
const betweenTriesMs = 100

/** Prints the beans, once or again and again. Gives the exit code. */
export async function runJmx(context: CommandContext, options: JmxOptions): Promise<number> {
  try {
    const place = parseUrl(options.value('jmx-url'))
    context.stderr.write(`Trying to connect to JMX url: ${place.url}\n`)
    refuseJvmOptions(options)
    await report(context, place, options)
    return 0
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    const { message, thrown } = localFailure(error)
    context.report.failure(error, () => {
      printLine(context.stderr, message)
      if (!(error instanceof TerseError)) printLine(context.stderr, `${thrown}\n`)
    })
    return 1
  }
}

function refuseJvmOptions(options: JmxOptions): void {
  const name = options.value('jmx-ssl-enable') === 'true' ? 'jmx-ssl-enable' : 'jmx-auth-prop'
  if (name === 'jmx-auth-prop' && !options.has(name)) return
  throw new TerseError(`--${name} is for a JVM: our broker shows its metrics without passwords and without TLS.`)
}

async function report(context: CommandContext, place: Place, options: JmxOptions): Promise<void> {
  const { clock, signal } = context
  const [format, interval] = [formatOf(options.value('report-format')), options.value('reporting-interval')]
  const isOnce = interval < 0 || options.has('one-time')
  const pattern = options.value('date-format')
  const timeText = pattern === undefined ? String : dateFormat(pattern)
  const queries = options.values('object-name').map(parseQuery)
  const attributes = options.values('attributes')
  let beans = await firstBeans(context, place, queries, options.has('wait'))
  let shown = chosen(beans, queries, attributes)
  if (shown.size === 0 && attributes.length === 0) {
    const names = queries.map(({ name }) => name).join(', ')
    throw new TerseError(`No matched attributes for the queried objects [${names}].`)
  }
  if (format === 'original' && shown.size > 0 && !context.report.isJson) context.stdout.write(headerText(shown))
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  for (;;) {
    const begun = clock.now()
    if (shown.size > 0 || format !== 'original') {
      printReport(context, shown, format, { time: begun, timeText: timeText(begun) })
    }
    if (isOnce || signal.aborted) return
    await Promise.race([pause(clock, Math.max(0, interval - (clock.now() - begun))), stopped])
    if (signal.aborted) return
    beans = await fetchBeans(place)
    shown = chosen(beans, queries, attributes)
  }
}

/** The beans that are asked for, with the attributes that are. */
function chosen(beans: Beans, queries: readonly Query[], attributes: readonly string[]): Beans {
  const selected = [...select(beans, queries)]
  if (attributes.length === 0) return new Map(selected)
  return new Map(
    selected
      .map(([name, all]) => [name, new Map([...all].filter(([attribute]) => attributes.includes(attribute)))] as const)
      .filter(([, some]) => some.size > 0),
  )
}

/** With `--wait` until they are all there, or the time is over. @throws TerseError */
async function firstBeans(
  { clock }: CommandContext,
  place: Place,
  queries: readonly Query[],
  waits: boolean,
): Promise<Beans> {
  const names = queries.filter(({ isPattern }) => !isPattern).map(({ name }) => name)
  for (const deadline = clock.elapsed() + patienceMs; ; await pause(clock, betweenTriesMs)) {
    const isLast = !waits || clock.elapsed() >= deadline
    const beans = await fetchBeans(place).catch((error: unknown) => {
      if (isLast) throw error
      return undefined
    })
    const missing = names.filter((name) => select(beans ?? new Map(), [parseQuery(name)]).size === 0)
    if (beans !== undefined && (missing.length === 0 || !waits)) return beans
    if (isLast) {
      throw new TerseError(
        `Could not find all requested object names after ${patienceMs} ms. Missing ${missing.join(', ')}`,
      )
    }
  }
}
