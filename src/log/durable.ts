import type { Disk } from '../base/disk/disk.ts'

/** Makes a file's content durable, if the file is there. */
export function syncFile(disk: Disk, path: string): void {
  if (!disk.exists(path)) return
  const file = disk.open(path, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
}

/** The same, waiting off the loop. */
export async function syncFileLater(disk: Disk, path: string): Promise<void> {
  if (!disk.exists(path)) return
  const file = disk.open(path, 'write')
  try {
    await file.syncLater()
  } finally {
    file.close()
  }
}
