import type { Clock } from '../../base/clock.ts'
import { type Disk, replaceFile } from '../../base/disk/disk.ts'
import { formatProperties } from '../../base/properties.ts'
import { metaPropertiesFile } from '../meta-properties.ts'
import { type Bootstrap, bootstrapCheckpoint, bootstrapFile } from './bootstrap-checkpoint.ts'

export interface Formatting {
  readonly clusterId: string
  readonly nodeId: number
  readonly directoryId: string
  readonly bootstrap: Bootstrap
  /** The date in the comment. */
  readonly date: string
}

/** Makes a log directory one that a KRaft server takes as its own. The properties come last: without them it is not formatted. */
export function formatDirectory(disk: Disk, directory: string, clock: Clock, formatting: Formatting): void {
  const { clusterId, nodeId, directoryId, bootstrap, date } = formatting
  disk.makeDirectory(directory)
  replaceFile(disk, `${directory}/${bootstrapFile}`, bootstrapCheckpoint(bootstrap, clock.now()))
  const settings: [string, string][] = [
    ['node.id', String(nodeId)],
    ['directory.id', directoryId],
    ['version', '1'],
    ['cluster.id', clusterId],
  ]
  replaceFile(disk, `${directory}/${metaPropertiesFile}`, Buffer.from(formatProperties(settings, ['', date])))
}
