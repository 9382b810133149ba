import { execa } from 'execa'
import type { Servers } from '../../lab/control/servers.ts'
import { dockerArguments, type OptionTable } from '../../lab/docker/arguments.ts'
import { type Container, containersOf, findContainer, isContainerName } from '../../lab/docker/containers.ts'
import { listContainers } from '../../lab/docker/list.ts'
import { logOptions, showLogs } from '../../lab/docker/logs.ts'
import { actOnContainer, type ContainerVerb, isContainerVerb } from '../../lab/docker/verbs.ts'
import { LabError } from '../../lab/lab-error.ts'
import { labHome } from '../../lab/lab-home.ts'
import { callReal, findReal } from '../../lab/shell/shell.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import { runInside } from './docker-exec.ts'
import { openServers } from './server-verbs.ts'
import type { Subcommand } from './subcommand.ts'

/** What the stand-in for docker in `kafkabox shell` calls: our servers as the tutorials' containers, the rest by a real docker. */
export const docker: Subcommand = {
  name: 'docker',
  arguments: '[args...]',
  summary: 'what `docker` means inside kafkabox shell',
  options: {},
  hidden: true,
  passThrough: true,
  async run(context, args) {
    const [verb = '', ...rest] = args[0] === 'container' ? ofContainers(args.slice(1)) : args
    const act = actionOf(verb)
    if (act === undefined) return real(context, args)
    const servers = await openServers(context)
    const containers = containersOf(await servers.list())
    try {
      return await act({ context, servers, containers, args: rest, verb })
    } catch (error) {
      if (!(error instanceof LabError)) throw error
      printLine(context.stderr, error.message)
      return 1
    }
  },
}

interface Call {
  readonly context: CommandContext
  readonly servers: Servers
  readonly containers: readonly Container[]
  readonly verb: string
  /** Behind the verb. */
  readonly args: readonly string[]
}

function actionOf(verb: string): ((call: Call) => Promise<number>) | undefined {
  if (verb === 'exec') return exec
  if (verb === 'ps') return list
  if (verb === 'logs') return logs
  return isContainerVerb(verb) ? (call) => actOnAll(call, verb) : undefined
}

/** `docker container ls` is `docker ps`. */
function ofContainers([verb = '', ...rest]: readonly string[]): string[] {
  return [['ls', 'list'].includes(verb) ? 'ps' : verb, ...rest]
}

const execOptions: OptionTable = {
  letters: { i: 'interactive', t: 'tty', d: 'detach', e: 'env', u: 'user', w: 'workdir' },
  withValue: ['env', 'env-file', 'user', 'workdir', 'detach-keys'],
}

async function exec({ context, servers, containers, args }: Call): Promise<number> {
  const { options, operands } = dockerArguments(args, execOptions, true)
  const [name = '', ...command] = operands
  const container = findContainer(containers, name)
  if (container === undefined || command.length === 0) return missing(context, name, ['exec', ...args])
  return runInside({ context, servers, container, containers, command, options })
}

const verbOptions: OptionTable = {
  letters: { t: 'time', s: 'signal', a: 'attach', i: 'interactive' },
  withValue: ['time', 'timeout', 'signal', 'detach-keys', 'checkpoint', 'checkpoint-dir'],
}

/** Each in turn, as docker does; a failure does not keep it from the next. */
async function actOnAll(call: Call, verb: ContainerVerb): Promise<number> {
  const { context, containers, args } = call
  const { options, operands } = dockerArguments(args, verbOptions, false)
  let exitCode = 0
  for (const name of operands.filter((word) => findContainer(containers, word))) {
    exitCode = Math.max(exitCode, await actOnOne(call, signalled(verb, options.get('signal')?.at(-1)), name))
  }
  const others = operands.filter((word) => !findContainer(containers, word))
  if (others.length === 0 && operands.length > 0) return exitCode
  const rest = args.filter((word) => !operands.includes(word) || others.includes(word))
  return Math.max(exitCode, await missing(context, others[0] ?? '', [verb, ...rest]))
}

async function actOnOne({ context, servers, containers }: Call, verb: ContainerVerb, name: string): Promise<number> {
  try {
    const container = findContainer(containers, name)
    if (container !== undefined) await actOnContainer(servers, verb, container)
    printLine(context.stdout, name)
    return 0
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    printLine(context.stderr, error.message)
    return 1
  }
}

/** `docker kill --signal TERM` asks, and does not kill. */
function signalled(verb: ContainerVerb, signal: string | undefined): ContainerVerb {
  return verb === 'kill' && /^(SIG)?(TERM|INT)$|^(15|2)$/.test(signal ?? '') ? 'stop' : verb
}

async function logs({ context, containers, args }: Call): Promise<number> {
  const { operands } = dockerArguments(args, logOptions, false)
  const container = findContainer(containers, operands[0] ?? '')
  if (container === undefined) return missing(context, operands[0] ?? '', ['logs', ...args])
  const { env, clock, stdout, signal } = context
  await showLogs({ run: labHome(env).run, clock, write: (text) => stdout.write(text), signal }, container, args)
  return 0
}

/** Ours, and below them what a real docker has. */
async function list({ context, containers, args }: Call): Promise<number> {
  const program = findReal('docker', context.env)
  if (containers.length === 0) return real(context, ['ps', ...args])
  const { heading, rows } = listContainers(args, containers, context.clock.now())
  const others = program === undefined ? undefined : await execa(program, ['ps', ...args], { reject: false })
  const lines = others?.exitCode === 0 && others.stdout !== '' ? others.stdout.split('\n') : []
  if (heading !== undefined) printLine(context.stdout, heading)
  for (const line of [...rows, ...(heading === undefined ? lines : lines.slice(1))]) printLine(context.stdout, line)
  return 0
}

/** A container that is none of ours, or none of ours now. */
async function missing(context: CommandContext, name: string, args: readonly string[]): Promise<number> {
  if (!isContainerName(name) || findReal('docker', context.env) !== undefined) return real(context, args)
  throw new LabError(`No such container: ${name}. \`kafkabox up --zookeepers 3 --brokers 3\` starts one of that name.`)
}

async function real(context: CommandContext, args: readonly string[]): Promise<number> {
  const code = await callReal('docker', args, context.env)
  if (code === undefined) printLine(context.stderr, 'docker: command not found')
  return code ?? 127
}
