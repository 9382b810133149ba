import { accessSync, chmodSync, constants, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../kit/bundle.ts'
import { binOf, type Maker } from '../kit/servers.ts'

const serverNames = ['kafka-server-start', 'kafka-server-stop', 'zookeeper-server-start', 'zookeeper-server-stop']

/** A folder with one side's tools and the other side's servers, by their names without `.sh`; not under /tmp, which scenarios have for themselves. */
export function mixedFolder(tools: Maker, servers: Maker): string {
  const folder = path.join(
    root,
    'node_modules/.cache/kafkabox',
    `${tools}-tools-on-${servers.replace(' ', '-')}-servers-${process.pid}`,
  )
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of executablesIn(binOf(tools))) {
    const from = binOf(serverNames.includes(name) ? servers : tools)
    const before = servers === 'real 4' && name === 'kafka-server-start' ? formatting(from) : ''
    const script = path.join(folder, name)
    writeFileSync(script, `#!/bin/sh\n${before}exec '${path.join(from, name)}' "$@"\n`)
    chmodSync(script, 0o755)
  }
  return folder
}

/** Without the eligible leader replicas (KIP-966), which would write min.insync.replicas into every topic's configs. */
const formatting = (bin: string) =>
  `'${bin}/kafka-storage' format --ignore-formatted -t 4L6g3nShT-eMCtK--X86sw -c "$1" --feature eligible.leader.replicas.version=0 > /dev/null\n`

/** Their names without `.sh`. */
export function executablesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !/^_|\.sh$/.test(name) && isExecutable(path.join(folder, name)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
