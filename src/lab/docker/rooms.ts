import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { LabHome } from '../lab-home.ts'
import type { Container } from './containers.ts'

/** The few files that commands in a container look for. */
export interface Room {
  /** Where `zkServer.sh` finds `zoo.cfg`. */
  readonly conf: string
  /** Stand-ins for our executables that act as if called inside. */
  readonly bin: string
}

export function furnishRoom(home: LabHome, container: Container, tools: ReadonlySet<string>): Room {
  const folder = path.join(home.folder, 'shell', 'containers', container.name)
  const room = { conf: path.join(folder, 'conf'), bin: path.join(folder, 'bin') }
  mkdirSync(room.conf, { recursive: true })
  mkdirSync(room.bin, { recursive: true })
  if (container.isZooKeeper) writeFileSync(path.join(room.conf, 'zoo.cfg'), zooCfg(folder, container))
  for (const tool of tools) {
    const script = `#!/bin/sh\nexec kafkabox docker exec -i ${container.name} ${tool} "$@"\n`
    writeFileSync(path.join(room.bin, tool), script, { mode: 0o755 })
  }
  return room
}

/** As much of its configuration as commands want to know: the server runs elsewhere, with its own. */
function zooCfg(folder: string, { server }: Container): string {
  const colon = server.address.lastIndexOf(':')
  const lines = [
    `dataDir=${path.join(folder, 'data')}`,
    `clientPortAddress=${server.address.slice(0, colon)}`,
    `clientPort=${server.address.slice(colon + 1)}`,
  ]
  return `${lines.join('\n')}\n`
}
