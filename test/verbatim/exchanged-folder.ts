import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../kit/bundle.ts'
import { binOf, type Maker } from '../kit/servers.ts'
import { executablesIn } from './mixed-folder.ts'

/** Who makes what: brokers are ours but for the real ones, by their ids. */
export interface Exchange {
  readonly real: readonly number[]
  readonly zookeeper: Maker
}

/**
 * A folder of our tools in which kafka-server-start starts a real broker where the property file has one of these ids;
 * not under /tmp, which scenarios have for themselves.
 */
export function exchangedFolder({ real, zookeeper }: Exchange): string {
  const name = `real-${real.join('-')}-on-${zookeeper}-zookeeper-${process.pid}`
  const folder = path.join(root, 'node_modules/.cache/kafkabox', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const scripts = new Map(executablesIn(binOf('ours')).map((tool) => [tool, forwardTo('ours', tool)]))
  for (const tool of ['zookeeper-server-start', 'zookeeper-server-stop']) scripts.set(tool, forwardTo(zookeeper, tool))
  scripts.set('kafka-server-start', startByBrokerId(real))
  scripts.set('kafka-server-stop', stopAll())
  for (const [tool, script] of scripts) {
    const file = path.join(folder, tool)
    writeFileSync(file, `#!/bin/bash\n${script}`)
    chmodSync(file, 0o755)
  }
  return folder
}

const forwardTo = (maker: Maker, tool: string) => `exec '${path.join(binOf(maker), tool)}' "$@"\n`

function startByBrokerId(real: readonly number[]): string {
  const start = (maker: Maker) => forwardTo(maker, 'kafka-server-start')
  return `grep -qsE '^broker.id=(${real.join('|')})$' "$1" && ${start('real')}${start('ours')}`
}

/** Stops the brokers of both makers; only when neither has one there is none to stop. */
const stopAll = () =>
  (['ours', 'real'] as const)
    .map((maker) => `'${path.join(binOf(maker), 'kafka-server-stop')}' "$@" > /dev/null && stopped=1\n`)
    .concat(`[ -n "$stopped" ] || { echo 'No kafka server to stop'; exit 1; }\n`)
    .join('')
