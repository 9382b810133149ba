import type { Acl } from '../../wire/jute/data.ts'

/** The key of "anyone may do anything", which is in no table. */
export const openAclKey = -1
const anyone: readonly Acl[] = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]

interface Entry {
  readonly acl: readonly Acl[]
  readonly text: string
  nodes: number
}

/** Access lists, each kept once and named by a number: a tree has many nodes and few different lists. */
export class AclTable {
  readonly #entries = new Map<number, Entry>()
  readonly #keys = new Map<string, number>()
  #last = 0

  /** The key of this list for one more node. */
  use(acl: readonly Acl[]): number {
    if (isOpen(acl)) return openAclKey
    const text = textOf(acl)
    const known = this.#keys.get(text)
    const key = known ?? this.#last + 1
    if (known === undefined) this.#put(key, { acl, text, nodes: 0 })
    this.reuse(key)
    return key
  }

  /** One more node has the list with this key. */
  reuse(key: number): void {
    const entry = this.#entries.get(key)
    if (entry !== undefined) entry.nodes++
  }

  /** One node less has it. */
  release(key: number): void {
    const entry = this.#entries.get(key)
    if (entry === undefined || --entry.nodes > 0) return
    this.#entries.delete(key)
    this.#keys.delete(entry.text)
  }

  has(key: number): boolean {
    return key === openAclKey || this.#entries.has(key)
  }

  get(key: number): readonly Acl[] {
    return key === openAclKey ? anyone : (this.#entries.get(key)?.acl ?? [])
  }

  /** Every list with its key, for a snapshot. */
  *entries(): Iterable<[key: number, acl: readonly Acl[]]> {
    for (const [key, { acl }] of this.#entries) yield [key, acl]
  }

  get size(): number {
    return this.#entries.size
  }

  /** Puts a list of a snapshot under its key; nodes claim it with `reuse`. */
  load(key: number, acl: readonly Acl[]): void {
    this.#put(key, { acl, text: textOf(acl), nodes: 0 })
  }

  /** Forgets lists that no node of the loaded snapshot claimed. */
  dropUnused(): void {
    for (const [key, entry] of this.#entries) {
      if (entry.nodes > 0) continue
      this.#entries.delete(key)
      this.#keys.delete(entry.text)
    }
  }

  #put(key: number, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#keys.set(entry.text, key)
    this.#last = Math.max(this.#last, key)
  }
}

function isOpen(acl: readonly Acl[]): boolean {
  const [first] = acl
  if (first === undefined || acl.length > 1) return false
  return first.perms === 31 && first.id.scheme === 'world' && first.id.id === 'anyone'
}

function textOf(acl: readonly Acl[]): string {
  return JSON.stringify(acl.map(({ perms, id }) => [perms, id.scheme, id.id]))
}
