import { nodeDisk } from '../../base/disk/node-disk.ts'
import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { randomUuid } from '../../base/uuid.ts'
import type { Bootstrap } from '../../log/kraft/bootstrap-checkpoint.ts'
import { formatDirectory } from '../../log/kraft/format-directory.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { javaDate } from '../zookeeper-shell/java-date.ts'
import { bootstrapOf, versionName } from './bootstrap.ts'
import { checkOwners, type DirectoryState, readDirectories, statesText } from './directory-states.ts'
import type { formatOptions } from './options.ts'
import { formattedDirectory } from './results.ts'
import type { ServerConfig } from './server-config.ts'

type FormatOptions = ArgumentSet<typeof formatOptions>

/** Brings a server's log directories into the shape in which a KRaft server takes them. */
export async function format(context: CommandContext, server: ServerConfig, options: FormatOptions): Promise<number> {
  const bootstrap = bootstrapOf(context, server, options.value('release-version'), options.values('add-scram'))
  if (server.roles.length === 0) {
    throw new TerseError(
      'The kafka configuration file appears to be for a legacy cluster. Formatting is only supported for clusters in KRaft mode.',
    )
  }
  const owner = { clusterId: options.value('cluster-id') ?? '', nodeId: server.nodeId }
  const states = readDirectories(context, server.directories)
  checkOwners(states, owner)
  printLine(context.stdout, `metaPropertiesEnsemble=${statesText(states)}`)
  checkStates(states, options.has('ignore-formatted'))
  const unformatted = [...states].filter(([, state]) => state === 'EMPTY').map(([directory]) => directory)
  if (unformatted.length === 0) printLine(context.stdout, 'All of the log directories are already formatted.')
  formatAll(context, unformatted, { ...owner, bootstrap })
  return 0
}

interface Formatting {
  readonly clusterId: string
  readonly nodeId: number
  readonly bootstrap: Bootstrap
}

/** With each directory Kafka's tool writes all those before it anew, in the order of a Java map. */
function formatAll(context: CommandContext, directories: readonly string[], formatting: Formatting): void {
  const { report, stdout, clock, random } = context
  const metadataVersion = versionName(formatting.bootstrap.metadataLevel)
  const ids = new Map<string, string>()
  for (const directory of directories) {
    ids.set(directory, randomUuid(random))
    for (const [written, directoryId] of hashOrder([...ids], ([name]) => name, javaMapSize)) {
      printLine(stdout, `Formatting ${written} with metadata.version ${metadataVersion}.`)
      const date = javaDate(clock.now())
      orTerse(written, () => formatDirectory(nodeDisk, written, clock, { ...formatting, directoryId, date }))
    }
  }
  const formatted = [...ids].map(([directory, directoryId]) => ({ directory, directoryId, metadataVersion }))
  report.results(formattedDirectory, formatted, () => '')
}

/** @throws TerseError when the disk does not let itself be written */
function orTerse(directory: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const message = error instanceof Error ? error.message : String(error)
    // Of these Java's exceptions say no more than the path.
    const reason = code === 'EACCES' || code === 'EEXIST' || code === 'ENOENT' ? directory : message
    throw new TerseError(`Error while writing meta.properties file ${directory}: ${reason}`)
  }
}

function checkStates(states: ReadonlyMap<string, DirectoryState>, ignoreFormatted: boolean): void {
  const directories = [...states.keys()]
  const formatted = directories.filter((directory) => typeof states.get(directory) === 'object')
  const [first] = hashOrder(formatted, (directory) => directory)
  if (first !== undefined && !ignoreFormatted) {
    throw new TerseError(
      `Log directory ${first} is already formatted. Use --ignore-formatted to ignore this directory and format the others.`,
    )
  }
  const broken = directories.find((directory) => states.get(directory) === 'ERROR')
  if (broken !== undefined) throw new TerseError(`I/O error trying to read log directory ${broken}.`)
}
