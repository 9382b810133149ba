import { offsetOfFile, segmentFileName, suffix } from '../files.ts'
import type { LogState } from '../log-state.ts'
import { Segment } from '../segment.ts'

/** Brings the folder into a state without half-done deletions and compactions. */
export function settleFiles(log: LogState): void {
  const names = fileNames(log)
  for (const name of names) if (name.endsWith(suffix.deleted)) log.disk.remove(`${log.path}/${name}`)
  const cleaned = names.filter((name) => name.endsWith(suffix.cleaned))
  const swaps = names.filter((name) => name.endsWith(suffix.swap))
  // Cleaned files are written one segment after the other and renamed only when all are there: what lies at or after
  // an unrenamed one was not complete.
  const firstCleaned = Math.min(...cleaned.map((name) => offsetOfFile(name) ?? 0))
  const torn = swaps.filter((name) => (offsetOfFile(name) ?? 0) >= firstCleaned)
  for (const name of [...cleaned, ...torn]) log.disk.remove(`${log.path}/${name}`)
  finishSwaps(
    log,
    swaps.filter((name) => !torn.includes(name)),
  )
}

/** The compacted segments take the place of those from which they were made. */
function finishSwaps(log: LogState, swaps: readonly string[]): void {
  const bases = swaps
    .filter((name) => name.endsWith(`${suffix.log}${suffix.swap}`))
    .map((name) => offsetOfFile(name) ?? 0)
  if (bases.length > 0) {
    const from = Math.min(...bases)
    const to = Math.max(...bases.map((base) => endOfSwap(log, base)))
    removeReplaced(log, from, to)
  }
  for (const name of swaps) {
    log.disk.rename(`${log.path}/${name}`, `${log.path}/${name.slice(0, -suffix.swap.length)}`)
  }
}

function endOfSwap(log: LogState, baseOffset: number): number {
  const segment = Segment.open({ ...log.segmentOptions(baseOffset), ending: suffix.swap })
  try {
    segment.loadIndexes()
    return segment.readNextOffset()
  } finally {
    segment.close()
  }
}

function removeReplaced(log: LogState, from: number, to: number): void {
  const kinds = [suffix.log, suffix.index, suffix.timeIndex, suffix.txnIndex, suffix.snapshot]
  for (const name of fileNames(log)) {
    const base = offsetOfFile(name)
    if (base === undefined || base < from || base >= to || !name.endsWith(suffix.log)) continue
    for (const kind of kinds) {
      if (kind !== suffix.snapshot || base !== from) log.disk.remove(`${log.path}/${segmentFileName(base, kind)}`)
    }
  }
}

export function fileNames(log: LogState): string[] {
  return log.disk
    .list(log.path)
    .filter((entry) => !entry.isDirectory)
    .map((entry) => entry.name)
}
