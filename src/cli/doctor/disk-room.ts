import { type Finding, fault } from './finding.ts'

/** Below this part of a disk's space a log directory is as good as full. */
const leastFree = 0.05

/** Undefined where there is room, or where the broker does not say. `whose` disk it is: "the disk of …". */
export function tooLittleRoom(
  subject: string,
  { total, usable }: { readonly total: number; readonly usable: number },
  whose: string,
): Finding | undefined {
  if (total <= 0 || usable / total >= leastFree) return undefined
  const percent = ((usable / total) * 100).toFixed(1)
  return fault(
    subject,
    `only ${percent} % of ${whose} are free`,
    'make room, or lower retention.ms or retention.bytes of large topics: kafka-log-dirs --describe shows them',
  )
}
