import { readdirSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import type { ServerVerb } from '../../lab/control/server-status.ts'
import type { Servers } from '../../lab/control/servers.ts'
import type { Container } from '../../lab/docker/containers.ts'
import { inside } from '../../lab/docker/exec.ts'
import { furnishRoom, type Room } from '../../lab/docker/rooms.ts'
import { actOn, isNotRunning, refusal } from '../../lab/docker/verbs.ts'
import { labHome } from '../../lab/lab-home.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import { binFolder } from './services.ts'

export interface ExecCall {
  readonly context: CommandContext
  readonly servers: Servers
  readonly container: Container
  readonly containers: readonly Container[]
  readonly command: readonly string[]
  readonly options: ReadonlyMap<string, readonly string[]>
}

/** `docker exec` in a container that is a server of ours; gives the exit code. Throws a LabError in the daemon's words. */
export async function runInside(call: ExecCall): Promise<number> {
  const { context, container, containers, command } = call
  const bin = binFolder()
  const tools = new Set(readdirSync(bin).filter((name) => name !== 'kafkabox'))
  const what = inside(command, container, containers, tools)
  if (container.server.state === 'paused') {
    throw refusal(`Container ${container.name} is paused, unpause the container before exec`)
  }
  const starts = what.kind === 'server' && what.verbs.at(-1) === 'start'
  if (container.server.state === 'stopped' && !starts) throw refusal(isNotRunning(container))
  const room = furnishRoom(labHome(context.env), container, tools)
  switch (what.kind) {
    case 'server':
      return moveServer(call, what.name, what.verbs, room)
    case 'tool':
      return run(call, process.execPath, [path.join(bin, what.name), ...what.args], { ZOOCFGDIR: room.conf })
    case 'shell':
      return openInside(call, room, what.name, what.args)
    case 'unknown':
      printLine(
        context.stderr,
        `OCI runtime exec failed: exec failed: unable to start container process: exec: "${what.name}": executable file not found in $PATH: unknown`,
      )
      return 127
  }
}

/** The user's own shell and files, in which the executables act as in the container. */
function openInside(call: ExecCall, room: Room, name: string, args: readonly string[]): Promise<number> {
  const { context, container } = call
  if (args.length === 0 && context.stdin.isTerminal) {
    printLine(
      context.stderr,
      `kafkabox: ${container.name} is a server of \`kafkabox up\`; Kafka's commands act as in it, the files are your own`,
    )
  }
  const folders = [room.bin, context.env.PATH ?? ''].join(path.delimiter)
  return run(call, name, args, { PATH: folders, ZOOCFGDIR: room.conf })
}

/** Without `-i` a command reads nothing; Ctrl-C reaches it as it reaches this process, which waits for its end. */
async function run(
  { context, options }: ExecCall,
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const { signal } = context
  const given = (options.get('env') ?? []).flatMap((pair) => {
    const [name = '', value] = pair.split(/=(.*)/s)
    return value === undefined ? [] : [[name, value] as const]
  })
  const isDetached = options.has('detach')
  const stdin = options.has('interactive') && !isDetached ? 'inherit' : 'ignore'
  const output = isDetached ? 'ignore' : 'inherit'
  const child = execa(program, [...args], {
    env: { ...env, ...Object.fromEntries(given) },
    stdio: [stdin, output, output],
    reject: false,
    detached: isDetached,
  })
  if (isDetached) {
    child.unref()
    return 0
  }
  signal.addEventListener('abort', () => child.kill('SIGTERM'))
  const { exitCode, signal: ended } = await child
  return exitCode ?? (ended === undefined ? 1 : 143)
}

/** `zkServer.sh stop` and its like, as they tell about it. */
async function moveServer(
  { context, servers, container }: ExecCall,
  name: string,
  verbs: readonly ServerVerb[],
  room: Room,
): Promise<number> {
  const { stdout, stderr } = context
  const speaks = name.startsWith('zkServer')
  if (speaks) {
    printLine(stderr, 'ZooKeeper JMX enabled by default')
    printLine(stderr, `Using config: ${room.conf}/zoo.cfg`)
  }
  if (verbs[0] === 'start' && container.server.state !== 'stopped') {
    printLine(stdout, `Starting zookeeper ... already running as process ${container.server.pid}.`)
    return 1
  }
  for (const verb of verbs) {
    if (verb === 'start' || container.server.state !== 'stopped') await actOn(servers, verb, container.server)
    if (speaks)
      printLine(stdout, verb === 'start' ? 'Starting zookeeper ... STARTED' : 'Stopping zookeeper ... STOPPED')
  }
  return 0
}
