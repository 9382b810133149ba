import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { nodeDisk } from '../../base/disk/node-disk.ts'
import type { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { logDirectories } from '../../broker/server/log-settings.ts'
import { readMetaProperties } from '../../log/meta-properties.ts'
import { tooLittleRoom } from './disk-room.ts'
import { type Finding, failed, fault, fine } from './finding.ts'

/** The folders of a broker that is to run here; `clusterId` is that of the cluster which its ZooKeeper keeps, where known. */
export function examineLogFolders(config: BrokerConfig, clusterId: string | undefined): Finding[] {
  return logDirectories(config).map((name) => examine(name, config.get('broker.id'), clusterId))
}

function examine(name: string, brokerId: number, clusterId: string | undefined): Finding {
  const subject = `log directory ${name}`
  try {
    const unusable = whyUnusable(name)
    if (unusable !== undefined) {
      const advice = 'give it to the user that the broker runs as, or set log.dirs to a folder of that user'
      return fault(subject, unusable, advice)
    }
    if (!existsSync(name)) return fine(subject, 'it is not there yet; the broker makes it')
    const room = tooLittleRoom(subject, nodeDisk.space(name), 'its disk')
    return (
      ofSomeoneElse(subject, name, brokerId, clusterId) ?? room ?? fine(subject, 'it is there, with room on its disk')
    )
  } catch (error) {
    return failed(subject, error, undefined, 'mend the folder: the broker will not start with it')
  }
}

/** The folder, or the nearest one above it that is there, has to be one that can be written into. */
function whyUnusable(name: string): string | undefined {
  if (!existsSync(name)) return whyUnusable(path.dirname(name))
  if (!statSync(name).isDirectory()) return `${name} is no folder`
  try {
    accessSync(name, constants.W_OK | constants.X_OK)
    return undefined
  } catch {
    return `this user can't write into ${name}`
  }
}

function ofSomeoneElse(
  subject: string,
  name: string,
  brokerId: number,
  clusterId: string | undefined,
): Finding | undefined {
  const meta = readMetaProperties(nodeDisk, name)
  if (meta?.brokerId !== undefined && brokerId >= 0 && meta.brokerId !== brokerId) {
    const sentence = `it belongs to broker ${meta.brokerId} (meta.properties), and not to broker ${brokerId}`
    return fault(subject, sentence, 'mend broker.id, or give this broker a folder of its own in log.dirs')
  }
  if (meta?.clusterId === undefined || clusterId === undefined || meta.clusterId === clusterId) return undefined
  return fault(
    subject,
    `it belongs to the cluster ${meta.clusterId} (meta.properties), and ZooKeeper to the cluster ${clusterId}`,
    'mend zookeeper.connect, or, when the data of ZooKeeper is lost, begin with an empty folder in log.dirs: the broker will not start',
  )
}
