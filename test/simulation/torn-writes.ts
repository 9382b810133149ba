import type { Disk } from '../../src/base/disk/disk.ts'
import type { SeededRandom } from './seeded-random.ts'

/**
 * Of what a power cut took from the middle of a file, the begin may have come through all the same. Only the begin: where
 * pages of one write come to the disk in another order, a log looks as if it had been changed behind ZooKeeper's back, and
 * Apache's server too asks for a person then.
 *
 * @param before the disk as the processes saw it
 * @param after what the power cut left; a file that is there gets its piece
 */
export function tearWrites(before: Disk, after: Disk, path: string, random: SeededRandom): void {
  const [written, kept] = [before.readFile(path), after.readFile(path)]
  const length = Math.min(written.length, kept.length)
  let first = 0
  while (first < length && written[first] === kept[first]) first++
  let last = length - 1
  while (last > first && written[last] === kept[last]) last--
  if (first >= length) return
  const file = after.open(path, 'write')
  file.write([written.subarray(first, first + random.int(last - first + 2))], first)
  file.sync()
}
