import { spawnSync } from 'node:child_process'
import { bundleProgram } from '../kit/bundle.ts'
import { addThereAndBack, consoleClient, type LineClient, lineFiles, thereAndBack } from './line-clients.ts'
import { alternate, type Run } from './sections.ts'
import type { Side } from './side.ts'

/** The console tools beside other clients, all of them on the first side's broker. */
export async function clients(run: Run): Promise<void> {
  const { a: side, lines } = run
  await side.start()
  const files = lineFiles(run)
  for (const other of await otherClients(side, lines)) {
    const rounds = await alternate({ a: consoleClient(side, lines), b: other }, run.rounds, (client, round) =>
      thereAndBack(run, side, client, files, `${client.name}-${other.name}-${round}`),
    )
    const names = [`produce, beside ${other.name}`, `consume, beside ${other.name}`] as const
    addThereAndBack(run, 'clients', rounds, { linesPerSecond: names, use: names })
  }
}

/** kafkajs, and kcat where it is installed. */
async function otherClients(side: Side, lines: number): Promise<LineClient[]> {
  const program = await bundleProgram('test/bench/load/kafkajs.ts')
  const kafkajs = (mode: string, topic: string) => [program, mode, side.bootstrap, topic, String(lines)]
  const kcat = (mode: string, topic: string) => [mode, '-b', side.bootstrap, '-t', topic]
  const hasKcat = spawnSync('kcat', ['-V']).status === 0
  if (!hasKcat) console.error('no kcat: left out')
  const others: LineClient[] = [
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
