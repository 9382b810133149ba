import { ZooKeeperError } from '../../wire/jute/errors.ts'

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

/** Refuses what is no path of a node: ZooKeeper's `PathUtils.validatePath`. */
export function validatePath(path: string): void {
  if (!isValidPath(path)) throw new ZooKeeperError('badArguments', path)
}

export function isValidPath(path: string): boolean {
  if (!path.startsWith('/')) return false
  if (path === '/') return true
  const parts = path.slice(1).split('/')
  return parts.every((part) => part !== '' && part !== '.' && part !== '..') && !hasForbiddenCharacter(path)
}

function hasForbiddenCharacter(path: string): boolean {
  for (let i = 0; i < path.length; i++) {
    if (isForbidden(path.charCodeAt(i))) return true
  }
  return false
}

/** Control characters, the private use area and the specials: they break displays, so ZooKeeper refuses them. */
function isForbidden(code: number): boolean {
  if (code < 0x7f && code > 0x1f) return false
  return code <= 0x1f || (code >= 0x7f && code <= 0x9f) || (code >= 0xd800 && code <= 0xf8ff) || code >= 0xfff0
}
