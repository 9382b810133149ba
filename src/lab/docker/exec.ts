import path from 'node:path'
import type { ServerVerb } from '../control/server-status.ts'
import { type Container, outsideAddresses } from './containers.ts'

/** What a command line inside of a container comes to, here where there is none. */
export type Inside =
  /** One of our executables, with addresses that are good here. */
  | { readonly kind: 'tool'; readonly name: string; readonly args: readonly string[] }
  /** The server itself is started or stopped. */
  | { readonly kind: 'server'; readonly verbs: readonly ServerVerb[]; readonly name: string }
  /** A shell: for the user, or for one line. */
  | { readonly kind: 'shell'; readonly name: string; readonly args: readonly string[] }
  /** Nothing of ours: it would act on the user's own files. */
  | { readonly kind: 'unknown'; readonly name: string }

const shells = new Set(['bash', 'sh', 'ash'])

/** Executables that act on processes of this machine rather than of the container, and what is meant by them. */
const serverTools = new Map<string, readonly ServerVerb[]>([
  ['kafka-server-start', ['start']],
  ['kafka-server-stop', ['stop']],
  ['zookeeper-server-start', ['start']],
  ['zookeeper-server-stop', ['stop']],
])
const zkServerVerbs = new Map<string, readonly ServerVerb[]>([
  ['start', ['start']],
  ['start-foreground', ['start']],
  ['stop', ['stop']],
  ['restart', ['stop', 'start']],
])

/** @param tools names of our executables */
export function inside(
  [program = '', ...args]: readonly string[],
  container: Container,
  containers: readonly Container[],
  tools: ReadonlySet<string>,
): Inside {
  const name = path.posix.basename(program)
  const plain = name.replace(/\.sh$/, '')
  if (tools.has(name)) {
    const verbs = plain === 'zkServer' ? zkServerVerbs.get(zkServerVerb(args)) : serverTools.get(plain)
    if (verbs !== undefined) return { kind: 'server', verbs, name }
    const outside = args.map((arg) => outsideAddresses(arg, container, containers))
    return { kind: 'tool', name, args: [...defaultServer(plain, args, container), ...outside] }
  }
  const shellArgs = shells.has(name) ? lineOfOurs(args, tools) : undefined
  return shellArgs === undefined ? { kind: 'unknown', name: program } : { kind: 'shell', name, args: shellArgs }
}

/** The shell of ZooKeeper's own distribution talks to port 2181 of its machine when it is not told otherwise. */
function defaultServer(name: string, args: readonly string[], { isZooKeeper, server }: Container): string[] {
  return name === 'zkCli' && isZooKeeper && !args.includes('-server') ? ['-server', server.address] : []
}

function zkServerVerb(args: readonly string[]): string {
  return (args[0] === '--config' ? args[2] : args[0]) ?? ''
}

/**
 * A shell's arguments: none for one that the user types into, or a line that begins with an executable of ours, by its
 * name alone, as it is found here. Undefined for any other line.
 */
function lineOfOurs(args: readonly string[], tools: ReadonlySet<string>): string[] | undefined {
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg))
  if (at < 0) return args.every((arg) => /^-/.test(arg)) ? [] : undefined
  const line = (args[at + 1] ?? '')
    .replace(/^\s*cd\s+\S+\s*(?:&&|;)\s*/, '')
    .replace(/(?:\.{0,2}\/)(?:[\w.-]+\/)*([\w.-]+)/g, (word, name: string) => (tools.has(name) ? name : word))
  const [first = ''] = line.trim().split(/\s+/)
  return tools.has(first) ? ['-c', line, ...args.slice(at + 2)] : undefined
}
