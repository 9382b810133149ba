import { accessSync, chmodSync, constants, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../kit/bundle.ts'
import { binOf, type Maker } from '../kit/servers.ts'

const serverNames = ['kafka-server-start', 'kafka-server-stop', 'zookeeper-server-start', 'zookeeper-server-stop']

/** A folder with one side's tools and the other side's servers, by their names without `.sh`; not under /tmp, which scenarios have for themselves. */
export function mixedFolder(tools: Maker, servers: Maker): string {
  const folder = path.join(root, 'node_modules/.cache/kafkabox', `${tools}-tools-on-${servers}-servers-${process.pid}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of executablesIn(binOf(tools))) {
    const from = binOf(serverNames.includes(name) ? servers : tools)
    const script = path.join(folder, name)
    writeFileSync(script, `#!/bin/sh\nexec '${path.join(from, name)}' "$@"\n`)
    chmodSync(script, 0o755)
  }
  return folder
}

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
