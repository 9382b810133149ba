import { every, type Timer } from '../../base/clock.ts'
import { Cleaner } from '../cleaner/cleaner.ts'
import { isDiskError } from '../disk-log.ts'
import { deleteOldSegments } from '../retention.ts'
import { flushTo } from '../roll.ts'
import type { DiskLogManager } from './manager.ts'

/** What a timer can wait for; Kafka's larger intervals mean "never". */
const longestDelay = 2 ** 31 - 1

/** Starts all that the manager does by itself. */
export function startTimers(manager: DiskLogManager): readonly Timer[] {
  const { settings, options } = manager
  const cleaner = new Cleaner(manager)
  const timers = [
    repeat(manager, settings.retentionCheckMs, () => enforceRetention(manager, cleaner)),
    repeat(manager, settings.flushSchedulerIntervalMs, () => flushOverdue(manager)),
    repeat(manager, settings.flushCheckpointMs, () => manager.checkpointRecoveryPoints()),
    repeat(manager, settings.flushStartOffsetCheckpointMs, () => manager.checkpointLogStarts()),
    repeat(manager, settings.producerIdExpirationCheckMs, () => expireProducers(manager)),
    every(options.clock, settings.highWatermarkCheckpointMs, () => manager.checkpointHighWatermarks()),
  ]
  if (settings.cleaner.enable) timers.push(cleaner.start())
  return timers
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

function expireProducers(manager: DiskLogManager): void {
  const now = manager.options.clock.now()
  for (const { state } of manager.current.values()) state.producers.expire(now)
}
