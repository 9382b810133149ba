import { every, type Timer } from '../../base/clock.ts'
import { Cleaner } from '../cleaner/cleaner.ts'
import { isDiskError } from '../disk-log.ts'
import { deleteOldSegments } from '../retention.ts'
import { flushTo } from '../roll.ts'
import { highWatermarks, logStarts, recoveryPoints } from './checkpoints.ts'
import type { DiskLogManager } from './manager.ts'

/** What a timer can wait for; Kafka's larger intervals mean "never". */
const longestDelay = 2 ** 31 - 1

export interface Housekeeping {
  /** Ends once nothing of it touches a log any more. */
  stop(): Promise<void>
}

/** Starts all that the manager does by itself. */
export function startHousekeeping(manager: DiskLogManager): Housekeeping {
  const { settings, options } = manager
  const cleaner = new Cleaner(manager)
  const timers = [
    repeat(manager, settings.retentionCheckMs, () => enforceRetention(manager, cleaner)),
    repeat(manager, settings.flushSchedulerIntervalMs, () => flushOverdue(manager)),
    repeat(manager, settings.flushCheckpointMs, () => void manager.checkpointLater([recoveryPoints])),
    repeat(manager, settings.flushStartOffsetCheckpointMs, () => void manager.checkpointLater([logStarts])),
    repeat(manager, settings.producerIdExpirationCheckMs, () => expireProducers(manager)),
    every(options.clock, settings.highWatermarkCheckpointMs, () => {
      forgetTails(manager)
      void manager.checkpointLater([highWatermarks])
    }),
  ]
  if (settings.cleaner.enable) cleaner.start()
  return {
    stop: () => {
      for (const timer of timers) timer.cancel()
      return cleaner.stop()
    },
  }
}

/** After the initial delay, and then again and again. */
function repeat(manager: DiskLogManager, interval: number, task: () => void): Timer {
  const { clock } = manager.options
  if (interval > longestDelay) return { cancel() {} }
  let running: Timer = clock.after(manager.settings.initialTaskDelayMs, () => {
    task()
    running = every(clock, interval, task)
  })
  return { cancel: () => running.cancel() }
}

function enforceRetention(manager: DiskLogManager, cleaner: Cleaner): void {
  for (const { state } of manager.current.values()) {
    if (state.failure || cleaner.isCleaning(state)) continue
    try {
      deleteOldSegments(state)
    } catch (error) {
      if (isDiskError(error)) state.options.onFailure(error)
      else manager.options.logger.error(`Deleting old segments of ${state.name} failed: ${String(error)}`)
    }
  }
}

function flushOverdue(manager: DiskLogManager): void {
  const now = manager.options.clock.elapsed()
  for (const { state } of manager.current.values()) {
    const isDirty = state.logEndOffset > state.recoveryPoint
    if (!state.failure && isDirty && now - state.flushedAt >= state.config.flushMs)
      void flushTo(state, state.logEndOffset)
  }
}

function forgetTails(manager: DiskLogManager): void {
  const now = manager.options.clock.elapsed()
  for (const { state } of manager.current.values()) state.tail.expire(now)
}

function expireProducers(manager: DiskLogManager): void {
  const now = manager.options.clock.now()
  for (const { state } of manager.current.values()) state.producers.expire(now)
}
