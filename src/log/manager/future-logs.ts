import { KafkaError } from '../../wire/kafka/errors.ts'
import { DiskLog } from '../disk-log.ts'
import { deletedFolderName, futureFolderName } from '../files.ts'
import { createLog } from '../load/load.ts'
import { LogState } from '../log-state.ts'
import type { LogDirectory } from './log-directory.ts'
import type { DiskLogManager } from './manager.ts'

/** Makes an empty log in another directory, to which this one shall move. Throws KAFKA_STORAGE_ERROR. */
export function createFuture(manager: DiskLogManager, current: DiskLog, directoryPath: string): DiskLog {
  const { topic, partition, topicId } = current
  const name = current.state.name
  const { offlineDirectories, options } = manager
  const directory = manager.live.find(({ path }) => path === directoryPath)
  if (directory === undefined || offlineDirectories.length > 0) {
    const offline = offlineDirectories.join(',')
    throw storageError(`Can not create log for ${name} because log directories ${offline} are offline`)
  }
  const path = `${directory.path}/${futureFolderName(topic, partition, options.random)}`
  const state = new LogState(manager.logOptions(topic, partition, directory, path))
  const made = manager.onDisk(directory, () => {
    createLog(state)
    return true
  })
  if (made === undefined) throw storageError(`Error while creating log for ${name} in dir ${directory.path}`)
  const future = new DiskLog(state, true)
  if (topicId !== undefined) future.assignTopicId(topicId)
  manager.futures.set(name, future)
  return future
}

/** The move is given up: what was copied goes. */
export function deleteFuture(manager: DiskLogManager, name: string): void {
  const future = manager.futures.get(name)
  if (future === undefined) return
  manager.futures.delete(name)
  const directory = directoryOf(manager, future)
  if (!future.isOffline && directory !== undefined) discard(manager, future.state, directory)
}

/**
 * The copy takes the place of its original, which is deleted. Both must end at the same offset. A crash in between leaves
 * both under the same name, and none lost.
 */
export function replaceWithFuture(manager: DiskLogManager, name: string): void {
  const current = manager.current.get(name)
  const future = manager.futures.get(name)
  if (current === undefined || future === undefined) throw new Error(`${name} is not being moved`)
  const from = directoryOf(manager, current)
  const to = directoryOf(manager, future)
  if (from === undefined || to === undefined) throw storageError(`A log directory of ${name} is offline`)
  const original = current.state
  takeOver(future.state, original)
  const moved = manager.onDisk(to, () => {
    future.state.moveTo(`${to.path}/${name}`)
    manager.options.disk.syncDirectory(to.path)
    return true
  })
  if (moved === undefined) throw storageError(`Error while renaming dir for ${name} in log dir ${to.path}`)
  manager.futures.delete(name)
  current.replaceState(future.state)
  discard(manager, original, from)
  for (const directory of [to, from]) manager.checkpointDirectory(directory)
  manager.options.logger.info(`The current replica is successfully replaced with the future replica for ${name}`)
}

/** What the copied records do not tell. */
function takeOver(future: LogState, original: LogState): void {
  const known = future.epochs.latest?.epoch ?? -1
  for (const { epoch, startOffset } of original.epochs.entries) {
    if (epoch > known) future.epochs.assign(epoch, startOffset)
  }
  future.highWatermark = original.highWatermark
}

function discard(manager: DiskLogManager, log: LogState, directory: LogDirectory): void {
  const { topic, partition } = log.options
  const path = `${directory.path}/${deletedFolderName(topic, partition, manager.options.random)}`
  const renamed = manager.onDisk(directory, () => {
    log.moveTo(path)
    return true
  })
  log.failure ??= new Error(`Log ${log.name} is deleted`)
  if (renamed) manager.removeLater(path, topic, log)
}

function directoryOf(manager: DiskLogManager, log: DiskLog): LogDirectory | undefined {
  return manager.live.find(({ path }) => path === log.logDirectory)
}

const storageError = (message: string) => new KafkaError('KAFKA_STORAGE_ERROR', message)
