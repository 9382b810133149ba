import { InvalidPathError, validatePath } from '../path.ts'

/** The parent of a valid path; the root's parent is the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function childOf(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`
}

export function isValidPath(path: string): boolean {
  try {
    validatePath(path)
    return true
  } catch (error) {
    if (error instanceof InvalidPathError) return false
    throw error
  }
}
