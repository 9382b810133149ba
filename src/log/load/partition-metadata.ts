import type { Disk } from '../../base/disk/disk.ts'
import { zeroUuid } from '../../base/uuid.ts'
import { partitionMetadataFile } from '../files.ts'

/** The topic id that `partition.metadata` holds; undefined without one. Throws on a malformed file. */
export function readTopicId(disk: Disk, folder: string): string | undefined {
  const path = `${folder}/${partitionMetadataFile}`
  if (!disk.exists(path)) return undefined
  const text = disk.readFile(path).toString('utf8')
  if (text === '') return undefined // made, but a crash of the machine came before its content
  const [, topicId] = /^version:\s*0\s*\ntopic_id:\s*([\w-]{22})\s*$/.exec(text) ?? []
  if (topicId === undefined) throw new Error(`Malformed partition metadata file (${path}): '${text}'`)
  return topicId === zeroUuid ? undefined : topicId
}

/** Made durable by the log's next flush. */
export function writeTopicId(disk: Disk, folder: string, topicId: string): void {
  const path = `${folder}/${partitionMetadataFile}`
  disk.writeFile(`${path}.tmp`, Buffer.from(`version: 0\ntopic_id: ${topicId}`))
  disk.rename(`${path}.tmp`, path)
}
