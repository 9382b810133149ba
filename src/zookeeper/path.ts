/** A path that ZooKeeper refuses; the message is the one of its `PathUtils`. */
export class InvalidPathError extends Error {
  override readonly name = 'InvalidPathError'
}

/**
 * Checks a path as `PathUtils.validatePath` does.
 * @param sequential the server will append a number, so the path may end with a slash
 */
export function validatePath(path: string, sequential = false): void {
  checkShape(sequential ? `${path}1` : path)
}

function checkShape(path: string): void {
  if (path.length === 0) throw new InvalidPathError('Path length must be > 0')
  if (!path.startsWith('/')) throw new InvalidPathError('Path must start with / character')
  if (path.length === 1) return
  if (path.endsWith('/')) throw new InvalidPathError('Path must not end with / character')
  const fault = findFault(path)
  if (fault !== undefined) throw new InvalidPathError(`Invalid path string "${path}" caused by ${fault}`)
}

function findFault(path: string): string | undefined {
  for (let at = 1; at < path.length; at++) {
    const fault = faultAt(path, at)
    if (fault !== undefined) return `${fault} @${at}`
  }
  return undefined
}

function faultAt(path: string, at: number): string | undefined {
  const character = path.charAt(at)
  if (character === '\0') return 'null character not allowed'
  if (character === '/') return path.charAt(at - 1) === '/' ? 'empty node name specified' : undefined
  if (character === '.') return isRelativePart(path, at) ? 'relative paths not allowed' : undefined
  return isForbidden(path.charCodeAt(at)) ? 'invalid character' : undefined
}

/** Whether the dot at `at` ends a part that is `.` or `..`. */
function isRelativePart(path: string, at: number): boolean {
  if (at + 1 < path.length && path.charAt(at + 1) !== '/') return false
  const part = path.slice(path.lastIndexOf('/', at) + 1, at + 1)
  return part === '.' || part === '..'
}

function isForbidden(code: number): boolean {
  if (code <= 0x1f) return true
  if (code >= 0x7f && code <= 0x9f) return true
  if (code >= 0xd800 && code <= 0xf8ff) return true
  return code >= 0xfff0
}
