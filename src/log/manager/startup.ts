import { DiskLog, isDiskError } from '../disk-log.ts'
import { type LogFolder, parseLogFolder } from '../files.ts'
import { loadLog } from '../load/load.ts'
import type { LogManager, LogManagerOptions } from '../log-manager.ts'
import { LogState } from '../log-state.ts'
import { Pace } from '../pace.ts'
import { DirectoryTakenError, LogDirectory } from './log-directory.ts'
import { DiskLogManager } from './manager.ts'

/**
 * Locks the directories, opens all logs in them (recovering those that were not closed cleanly) and starts the
 * manager's timers. Throws an Error with Kafka's words when a directory is taken, holds what is no log, holds a
 * partition twice, or when none can be used.
 */
export async function openLogManager(options: LogManagerOptions): Promise<LogManager> {
  const manager = new DiskLogManager(options)
  try {
    for (const path of options.directories) acquire(manager, new LogDirectory(options.disk, path, options.logger))
    checkAnyLive(manager)
    for (const directory of manager.live) await loadDirectory(manager, directory)
    checkAnyLive(manager)
  } catch (error) {
    for (const directory of manager.directories) directory.release()
    throw error
  }
  manager.startTimers()
  return manager
}

function acquire(manager: DiskLogManager, directory: LogDirectory): void {
  manager.directories.push(directory)
  try {
    directory.acquire()
  } catch (error) {
    if (error instanceof DirectoryTakenError || !isDiskError(error)) throw error
    manager.directoryFailed(directory, error)
  }
}

function checkAnyLive(manager: DiskLogManager): void {
  if (manager.live.length > 0) return
  const paths = manager.directories.map(({ path }) => path).join(', ')
  throw new Error(`Shutdown broker because none of the specified log dirs from ${paths} can be created or validated`)
}

async function loadDirectory(manager: DiskLogManager, directory: LogDirectory): Promise<void> {
  const { disk, logger } = manager.options
  try {
    const wasClean = directory.takeCleanShutdown()
    manager.wasCleanShutdown &&= wasClean
    const offsets = {
      wasClean,
      recoveryPoints: directory.readLeniently(directory.recoveryPoints),
      logStarts: directory.readLeniently(directory.logStarts),
      highWatermarks: directory.readHighWatermarks(),
    }
    const folders = disk.list(directory.path).filter((entry) => entry.isDirectory)
    logger.info(
      wasClean
        ? `Skipping recovery of ${folders.length} logs from ${directory.path} since clean shutdown file was found`
        : `Recovering ${folders.length} logs from ${directory.path} since no clean shutdown file was found`,
    )
    const pace = new Pace(manager.options.clock)
    for (const { name } of folders) await loadFolder(manager, directory, name, offsets, pace)
  } catch (error) {
    if (!isDiskError(error)) throw error
    manager.directoryFailed(directory, error)
  }
}

interface Offsets {
  readonly wasClean: boolean
  readonly recoveryPoints: ReadonlyMap<string, number>
  readonly logStarts: ReadonlyMap<string, number>
  readonly highWatermarks: ReadonlyMap<string, number>
}

async function loadFolder(
  manager: DiskLogManager,
  directory: LogDirectory,
  name: string,
  offsets: Offsets,
  pace: Pace,
): Promise<void> {
  const folder = parseLogFolder(directory.path, name)
  if (!folder) return
  const path = `${directory.path}/${name}`
  if (folder.kind === 'delete') {
    manager.removeLater(path, folder.topic)
    return
  }
  const state = new LogState(manager.logOptions(folder.topic, folder.partition, directory, path))
  const at = (checkpoint: ReadonlyMap<string, number>) => checkpoint.get(state.name) ?? 0
  const { wasClean } = offsets
  await loadLog(state, {
    wasClean,
    recoveryPoint: at(offsets.recoveryPoints),
    logStartOffset: at(offsets.logStarts),
    highWatermark: at(offsets.highWatermarks),
    pace,
  })
  adopt(manager, folder, new DiskLog(state, folder.kind === 'future'))
}

function adopt(manager: DiskLogManager, folder: LogFolder, log: DiskLog): void {
  const logs = folder.kind === 'future' ? manager.futures : manager.current
  const other = logs.get(log.state.name)
  if (other) {
    throw new Error(
      `Duplicate log directories for ${log.state.name} are found in both ${other.path} and ${log.path}. ` +
        'It is likely because log directory failure happened while broker was replacing current replica with future replica. ' +
        'Recover broker from this failure by manually deleting one of the two log directories for this partition. ' +
        'It is recommended to delete the partition in the log directory that is known to have failed recently.',
    )
  }
  logs.set(log.state.name, log)
}
