import type { Disk } from '../../src/base/disk/disk.ts'
import type { SeededRandom } from './seeded-random.ts'

/**
 * A disk writes pages in any order: of what a power cut took from the middle of a file, a piece may have come through all
 * the same, even without what stands before it.
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
  const start = random.chance(0.7) ? first : first + random.int(last - first + 1)
  const end = start + random.int(last - start + 2)
  const file = after.open(path, 'write')
  file.write([written.subarray(start, end)], start)
  file.sync()
}
