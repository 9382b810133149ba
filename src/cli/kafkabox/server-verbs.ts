import type { ServerStatus, ServerVerb } from '../../lab/control/server-status.ts'
import { allServers, type Servers } from '../../lab/control/servers.ts'
import { LabError } from '../../lab/lab-error.ts'
import { labHome } from '../../lab/lab-home.ts'
import type { CommandContext } from '../kit/command.ts'
import { server, serverObject } from './results.ts'
import { openServices } from './services.ts'
import type { GivenOptions, Subcommand } from './subcommand.ts'

const verbs: readonly { readonly verb: ServerVerb; readonly summary: string }[] = [
  { verb: 'start', summary: 'start a server of `kafkabox up` again, or a service' },
  { verb: 'stop', summary: "stop one server in order; a broker's partitions get other leaders first" },
  { verb: 'kill', summary: 'end a server at once, as kill -9 does' },
  { verb: 'pause', summary: 'freeze a server, as SIGSTOP does' },
  { verb: 'resume', summary: 'let a paused server run on' },
  { verb: 'cut', summary: "take a server's network away: what is sent to it or by it stays on the way" },
  { verb: 'heal', summary: 'give a server that was cut off its network back' },
]

/** `kafkabox kill kafka-1` and its like: for the servers of `kafkabox up`, in whichever terminal, and for services. */
export const serverVerbs: readonly Subcommand[] = verbs.map(({ verb, summary }) => ({
  name: verb,
  arguments: '<names...>',
  positional: ['lab-server'],
  summary,
  options: {
    pid: { argument: 'process', description: 'the process of the `kafkabox up` that is meant, where several run' },
  },
  results: [server],
  async run(context, names, options) {
    const servers = await openServers(context)
    const which = { pid: pidOf(options), cwd: context.cwd, config: undefined }
    for (const name of names) tell(context, await servers.act(verb, name, which))
    return 0
  },
}))

export const status: Subcommand = {
  name: 'status',
  summary: 'show the servers of every `kafkabox up` and of the services',
  options: {},
  results: [server],
  async run(context) {
    const list = await (await openServers(context)).list()
    const { serversTable } = await import('./servers-table.ts')
    const { report, stdout } = context
    report.results(server, list.map(serverObject), () => `${serversTable(list, stdout.isTerminal)}\n`)
    return 0
  },
}

export async function openServers(context: CommandContext): Promise<Servers> {
  return allServers(labHome(context.env).run, await openServices(context))
}

function pidOf(options: GivenOptions): number | undefined {
  const text = options.get('pid')
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  throw new LabError(`--pid must be a number, not '${text}'`)
}

function tell({ report }: CommandContext, status: ServerStatus): void {
  const { name, address, state } = status
  report.results(server, [serverObject(status)], () => `${name} (${address}) is ${state}\n`)
}
