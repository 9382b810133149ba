import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { root } from '../kit/bundle.ts'
import { freePort } from '../kit/servers.ts'
import { type ComposeService, commandOf, imageFile, publishedPorts, readCompose } from './compose-file.ts'

/** A container without a container: the same command in a process, with its folders and ports moved. */
export interface RunningService {
  readonly name: string
  /** Where a port of the inside is here. */
  port(inside: number): number
  /** What the healthcheck of the compose file says; undefined when it fails. */
  health(): Promise<string | undefined>
  output(): string
  kill(signal: NodeJS.Signals): Promise<void>
}

const insidePorts = { zookeeper: [2181, 2888, 3888], kafka: [9092] } as const

/** Moves the services of docker/compose.yaml onto free ports of this machine and into a folder. */
export async function composeRunner(folder: string) {
  const { services } = readCompose()
  const ports = new Map<string, number>()
  for (const [name, service] of Object.entries(services)) {
    const own = name.includes('zookeeper') ? insidePorts.zookeeper : insidePorts.kafka
    const published = publishedPorts(service).map(({ inside }) => inside)
    for (const inside of new Set([...own, ...published])) ports.set(`${name}:${inside}`, await freePort())
  }
  const port = (name: string, inside: number) => ports.get(`${name}:${inside}`) ?? 0
  const move = mover(services, port)
  return {
    names: Object.keys(services),
    dependencies: (name: string) => Object.keys(services[name]?.depends_on ?? {}),
    start(name: string): RunningService {
      const service = services[name]
      if (service === undefined) throw new Error(`no service ${name}`)
      return startService(name, service, path.join(folder, name), (text) => move(name, text), port)
    },
  }
}

/** Puts the addresses and ports of here in the place of those of the inside. */
function mover(services: Readonly<Record<string, ComposeService>>, port: (name: string, inside: number) => number) {
  const names = Object.keys(services).join('|')
  return (own: string, text: string): string =>
    text
      .replace(new RegExp(`(${names}):(\\d+):(\\d+)`, 'g'), (_, name, quorum, election) =>
        ['localhost', port(name, Number(quorum)), port(name, Number(election))].join(':'),
      )
      .replace(new RegExp(`(${names}|localhost):(\\d+)(?!:)`, 'g'), (address, name, inside) => {
        const here = port(name === 'localhost' ? own : name, Number(inside))
        return here === 0 ? address : `localhost:${here}`
      })
      .replace(/:\/\/:(\d+)/g, (_, inside) => `://localhost:${port(own, Number(inside))}`)
      .replace(/^clientPort=(\d+)$/gm, (_, inside) => `clientPort=${port(own, Number(inside))}`)
}

function startService(
  name: string,
  service: ComposeService,
  folder: string,
  move: (text: string) => string,
  port: (name: string, inside: number) => number,
): RunningService {
  const inside = (text: string) =>
    move(text)
      .replaceAll('/usr/local/zookeeper/conf/', `${folder}/conf/`)
      .replaceAll('/usr/local/kafka/config/', `${folder}/conf/`)
      .replaceAll('/data', `${folder}/data`)
  mkdirSync(path.join(folder, 'conf'), { recursive: true })
  mkdirSync(path.join(folder, 'data'), { recursive: true })
  for (const file of ['zoo.cfg', 'server.properties']) {
    writeFileSync(path.join(folder, 'conf', file), inside(imageFile(file)))
  }
  const env = {
    ...service.environment,
    PATH: [path.join(root, 'bin'), process.env.PATH ?? ''].join(path.delimiter),
    ZOOCFGDIR: path.join(folder, 'conf'),
  }
  const [program = '', ...args] = commandOf(service).map(inside)
  const child = execa(program, args, { env, reject: false, all: true, buffer: false })
  let output = ''
  child.all.on('data', (data) => {
    output += data
  })
  return {
    name,
    port: (number) => port(name, number),
    async health() {
      const [, command = '', ...words] = service.healthcheck.test.map(inside)
      const { exitCode, stdout } = await execa(command, words, { env, reject: false })
      return exitCode === 0 ? stdout : undefined
    },
    output: () => output,
    async kill(signal) {
      child.kill(signal)
      await child
    },
  }
}
