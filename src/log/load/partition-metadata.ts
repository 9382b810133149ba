import type { Disk } from '../../base/disk/disk.ts'
import { zeroUuid } from '../../base/uuid.ts'
import { partitionMetadataFile } from '../files.ts'

const head = 'version: 0\ntopic_id: '
const size = head.length + 22

/** The topic id that `partition.metadata` holds; undefined without one. Throws on a malformed file. */
export function readTopicId(disk: Disk, folder: string): string | undefined {
  const path = `${folder}/${partitionMetadataFile}`
  if (!disk.exists(path)) return undefined
  const text = disk.readFile(path).toString('utf8')
  if (isTorn(text)) return undefined
  const [, topicId] = /^version:\s*0\s*\ntopic_id:\s*([\w-]{22})\s*$/.exec(text) ?? []
  if (topicId === undefined) throw new Error(`Malformed partition metadata file (${path}): '${text}'`)
  return topicId === zeroUuid ? undefined : topicId
}

/** Made, but a crash of the machine came before all of its content. */
function isTorn(text: string): boolean {
  if (/^\0*$/.test(text)) return true
  return text.length < size && (head.startsWith(text) || /^[\w-]*\0*$/.test(text.replace(head, '')))
}

/** Made durable by the log's next flush; not by way of a temporary file, because one that is torn is as good as none. */
export function writeTopicId(disk: Disk, folder: string, topicId: string): void {
  disk.writeFile(`${folder}/${partitionMetadataFile}`, Buffer.from(head + topicId))
}
