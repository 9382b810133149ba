import type { Acl } from '../../wire/jute/data.ts'
import { permission } from '../../wire/jute/op-codes.ts'
import { type Output, printLine } from '../kit/output.ts'

const letters = {
  c: permission.create,
  d: permission.delete,
  r: permission.read,
  w: permission.write,
  a: permission.admin,
}

/** Reads `scheme:id:perms,…`. Parts that are no such thing are complained about and left out; commas at the end do no harm. */
export function parseAcls(text: string, stderr: Output): Acl[] {
  return text
    .replace(/(?<=.),+$/, '')
    .split(',')
    .flatMap((part) => parseAcl(part, stderr))
}

function parseAcl(text: string, stderr: Output): Acl[] {
  const first = text.indexOf(':')
  const last = text.lastIndexOf(':')
  if (first === last) {
    printLine(stderr, `${text} does not have the form scheme:id:perm`)
    return []
  }
  const perms = parsePermissions(text.slice(last + 1), stderr)
  return [{ perms, id: { scheme: text.slice(0, first), id: text.slice(first + 1, last) } }]
}

function parsePermissions(text: string, stderr: Output): number {
  let perms = 0
  for (const letter of text) {
    const bit = Object.entries(letters).find(([known]) => known === letter)?.[1]
    if (bit === undefined) printLine(stderr, `Unknown perm type: ${letter}`)
    else perms |= bit
  }
  return perms
}

/** `cdrwa`, as far as they are granted. */
export function permissionText(perms: number): string {
  return Object.entries(letters)
    .filter(([, bit]) => (perms & bit) !== 0)
    .map(([letter]) => letter)
    .join('')
}
