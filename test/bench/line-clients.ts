import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Run } from './sections.ts'
import type { Figures, Side } from './side.ts'

/** One that takes lines to a topic and back. */
export interface LineClient {
  readonly name: string
  produce(topic: string, input: string): Promise<Figures>
  consume(topic: string, output: string): Promise<Figures>
}

/** A side's console tools. */
export function consoleClient(side: Side, lines: number): LineClient {
  const to = (topic: string) => ['--bootstrap-server', side.bootstrap, '--topic', topic]
  const reading = ['--from-beginning', '--max-messages', String(lines)]
  return {
    name: 'console',
    produce: (topic, input) => side.command('kafka-console-producer', to(topic), { input }),
    consume: (topic, output) => side.command('kafka-console-consumer', [...to(topic), ...reading], { output }),
  }
}

interface LineFiles {
  readonly input: string
  readonly output: string
}

/** Writes the lines that a run's clients are given. */
export function lineFiles({ work, lines }: Run): LineFiles {
  const input = path.join(work, 'lines.txt')
  writeLines(input, lines)
  return { input, output: path.join(work, 'read.txt') }
}

/** Takes the lines to a new topic of the side's broker and back. */
export async function thereAndBack(
  { lines, rf }: Run,
  side: Side,
  client: LineClient,
  { input, output }: LineFiles,
  topic: string,
): Promise<Figures> {
  await side.load('mktopic', { topic, rf })
  const written = await client.produce(topic, input)
  const read = await client.consume(topic, output)
  const { size } = statSync(output)
  if (size !== lines * 100) console.error(`  ${client.name}: ${size} bytes read of ${lines * 100}`)
  await side.load('rmtopic', { topic })
  return {
    writtenPerSecond: linesPerSecond(lines, written),
    writeCpu: written.cpuMs,
    writeMemory: written.memory,
    readPerSecond: linesPerSecond(lines, read),
    readCpu: read.cpuMs,
    readMemory: read.memory,
  }
}

/** What rows about the way there and the way back are called. */
interface RowNames {
  readonly linesPerSecond: readonly [there: string, back: string]
  readonly use: readonly [there: string, back: string]
}

export function addThereAndBack(
  { report }: Run,
  section: string,
  rounds: { a: Figures[]; b: Figures[] },
  { linesPerSecond: [written, read], use: [writing, reading] }: RowNames,
): void {
  report.add(section, written, 'lines/s', rounds, 'writtenPerSecond')
  report.add(section, writing, 'cpu ms', rounds, 'writeCpu')
  report.add(section, writing, 'MiB', rounds, 'writeMemory')
  report.add(section, read, 'lines/s', rounds, 'readPerSecond')
  report.add(section, reading, 'cpu ms', rounds, 'readCpu')
  report.add(section, reading, 'MiB', rounds, 'readMemory')
}

/** Lines of 99 characters and a line end. */
function writeLines(file: string, count: number): void {
  const descriptor = openSync(file, 'w')
  const text = ' the quick brown fox jumps over the lazy dog; pack my box with five dozen jugs'.padEnd(87, 'x')
  for (let from = 0; from < count; from += 10_000) {
    const lines = Array.from(
      { length: Math.min(10_000, count - from) },
      (_, i) => String(from + i).padStart(12, '0') + text,
    )
    writeSync(descriptor, `${lines.join('\n')}\n`)
  }
  closeSync(descriptor)
}

function linesPerSecond(lines: number, { wallMs }: Figures): number | undefined {
  return wallMs === undefined ? undefined : (lines / wallMs) * 1000
}
