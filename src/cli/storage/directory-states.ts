import { type DirectoryProperties, parseDirectoryProperties } from '../../log/kraft/directory-properties.ts'
import { metaPropertiesFile } from '../../log/meta-properties.ts'
import { readText } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'

/** What there is before anything is written; a directory without properties may be missing altogether. */
export type DirectoryState = DirectoryProperties | 'EMPTY' | 'ERROR'

/** By directory. @throws JavaException for properties that make no sense */
export function readDirectories(context: CommandContext, directories: readonly string[]): Map<string, DirectoryState> {
  return new Map(directories.map((directory) => [directory, stateOf(context, directory)]))
}

function stateOf(context: CommandContext, directory: string): DirectoryState {
  const file = `${directory}/${metaPropertiesFile}`
  let text: string
  try {
    text = readText(context, file)
  } catch (error) {
    if (!(error instanceof JavaException)) throw error
    if (error.className.endsWith('.NoSuchFileException')) return 'EMPTY'
    const log = context.logger.named('org.apache.kafka.metadata.properties.MetaPropertiesEnsemble')
    log.error(`Error while reading meta.properties file ${file}`, `${error.className}: ${error.message}`)
    return 'ERROR'
  }
  try {
    return parseDirectoryProperties(text)
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error))
  }
}

/** @throws JavaException when some directory is already somebody else's */
export function checkOwners(
  states: ReadonlyMap<string, DirectoryState>,
  { clusterId, nodeId }: { readonly clusterId: string; readonly nodeId: number },
): void {
  for (const [directory, state] of states) {
    if (state === 'EMPTY' || state === 'ERROR') continue
    const file = `${directory}/${metaPropertiesFile}`
    if (state.clusterId !== undefined && state.clusterId !== clusterId) {
      throw failed(`Invalid cluster.id in: ${file}. Expected ${clusterId}, but read ${state.clusterId}`)
    }
    if (state.nodeId !== undefined && state.nodeId !== nodeId) {
      throw failed(
        `Stored node id ${state.nodeId} doesn't match previous node id ${nodeId} in ${file}. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.`,
      )
    }
  }
}

const failed = (message: string) => new JavaException('java.lang.RuntimeException', message)

/** As Java prints the directories together. */
export function statesText(states: ReadonlyMap<string, DirectoryState>): string {
  const parts = [...states].map(([directory, state]) => `${directory}: ${stateText(state)}`)
  return `MetaPropertiesEnsemble(metadataLogDir=Optional.empty, dirs={${parts.join(', ')}})`
}

function stateText(state: DirectoryState): string {
  if (state === 'EMPTY' || state === 'ERROR') return state
  const { version, clusterId, nodeId, directoryId } = state
  const fields = [
    `version=${version}`,
    ...(clusterId === undefined ? [] : [`clusterId=${clusterId}`]),
    ...(nodeId === undefined ? [] : [`nodeId=${nodeId}`]),
    ...(directoryId === undefined ? [] : [`directoryId=${directoryId}`]),
  ]
  return `MetaProperties(${fields.join(', ')})`
}
