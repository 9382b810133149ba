import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import path from 'node:path'
import { bundleProgram } from '../kit/bundle.ts'
import { alternate, linesPerSecond, type Run, writeLines } from './sections.ts'
import type { Figures, Side } from './side.ts'

/** One that takes lines to a topic and back. */
interface Client {
  readonly name: string
  produce(topic: string, input: string): Promise<Figures>
  consume(topic: string, output: string): Promise<Figures>
}

/** The console tools beside other clients, all of them on the first side's broker. */
export async function clients(run: Run): Promise<void> {
  const { a: side, lines } = run
  await side.start()
  const [input, output] = [path.join(run.work, 'lines.txt'), path.join(run.work, 'read.txt')]
  writeLines(input, lines)
  for (const other of await otherClients(side, lines)) {
    const rounds = await alternate({ a: consoleTools(side, lines), b: other }, run.rounds, async (client, round) => {
      const topic = `${client.name}-${other.name}-${round}`
      await side.load('mktopic', { topic })
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
    })
    const add = (name: string, unit: string, key: string) => run.report.add('clients', name, unit, rounds, key)
    add(`produce, beside ${other.name}`, 'lines/s', 'writtenPerSecond')
    add(`produce, beside ${other.name}`, 'cpu ms', 'writeCpu')
    add(`produce, beside ${other.name}`, 'MiB', 'writeMemory')
    add(`consume, beside ${other.name}`, 'lines/s', 'readPerSecond')
    add(`consume, beside ${other.name}`, 'cpu ms', 'readCpu')
    add(`consume, beside ${other.name}`, 'MiB', 'readMemory')
  }
}

function consoleTools(side: Side, lines: number): Client {
  const to = (topic: string) => ['--bootstrap-server', side.bootstrap, '--topic', topic]
  const reading = ['--from-beginning', '--max-messages', String(lines)]
  return {
    name: 'console',
    produce: (topic, input) => side.command('kafka-console-producer', to(topic), { input }),
    consume: (topic, output) => side.command('kafka-console-consumer', [...to(topic), ...reading], { output }),
  }
}

/** kafkajs, and kcat where it is installed. */
async function otherClients(side: Side, lines: number): Promise<Client[]> {
  const program = await bundleProgram('test/bench/load/kafkajs.ts')
  const kafkajs = (mode: string, topic: string) => [program, mode, side.bootstrap, topic, String(lines)]
  const kcat = (mode: string, topic: string) => [mode, '-b', side.bootstrap, '-t', topic]
  const hasKcat = spawnSync('kcat', ['-V']).status === 0
  if (!hasKcat) console.error('no kcat: left out')
  const others: Client[] = [
    {
      name: 'kafkajs',
      produce: (topic, input) => side.program(process.execPath, kafkajs('produce', topic), { input }),
      consume: (topic, output) => side.program(process.execPath, kafkajs('consume', topic), { output }),
    },
    {
      name: 'kcat',
      produce: (topic, input) =>
        side.program('kcat', [...kcat('-P', topic), '-X', 'enable.idempotence=true'], { input }),
      consume: (topic, output) =>
        side.program('kcat', [...kcat('-C', topic), '-q', '-o', 'beginning', '-c', String(lines)], { output }),
    },
  ]
  return others.filter(({ name }) => name !== 'kcat' || hasKcat)
}
