import type { Acl, Id, RequestedAcl } from '../../wire/jute/data.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { type SchemeSettings, type Schemes, schemesOf } from './schemes.ts'

export interface AccessOptions {
  /** `skipACL=yes`: everyone may do everything. */
  readonly skipAcl: boolean
  readonly security: SchemeSettings
}

/** Decides who may do what with a node. */
export class Access {
  readonly #skip: boolean
  readonly #schemes: Schemes

  constructor({ skipAcl, security }: AccessOptions) {
    this.#skip = skipAcl
    this.#schemes = schemesOf(security)
  }

  /**
   * @param perms the rights of which one is enough
   * @throws ZooKeeperError noAuth
   */
  check(acl: readonly Acl[], perms: number, ids: readonly Id[], path: string): void {
    if (!this.allows(acl, perms, ids)) throw new ZooKeeperError('noAuth', path)
  }

  allows(acl: readonly Acl[], perms: number, ids: readonly Id[]): boolean {
    if (this.#skip || acl.length === 0) return true
    if (ids.some(({ scheme }) => scheme === 'super')) return true
    return acl.some((entry) => (entry.perms & perms) !== 0 && this.#isMeant(entry.id, ids))
  }

  /** What is shown of an id: no proofs of it, and nothing of a scheme that isn't known. */
  userName({ scheme, id }: Id): string {
    return this.#schemes.get(scheme)?.userName(id) ?? ''
  }

  /**
   * The list as it is stored: without repetitions, `auth` replaced by who the client has proved to be.
   * @throws ZooKeeperError invalidACL; marshallingError when nobody is named in a scheme that needs a name
   */
  resolve(path: string, ids: readonly Id[], acl: readonly RequestedAcl[] | null): readonly Acl[] {
    const wanted = withoutRepetitions(acl ?? [])
    if (wanted.length === 0) throw new ZooKeeperError('invalidACL', path)
    return wanted.flatMap((entry) => this.#resolveEntry(path, ids, entry))
  }

  #resolveEntry(path: string, ids: readonly Id[], { perms, id: { scheme, id } }: RequestedAcl): readonly Acl[] {
    if (scheme === 'auth') return this.#whoeverAsks(path, ids).map((own) => ({ perms, id: own }))
    const known = scheme === null ? undefined : this.#schemes.get(scheme)
    if (scheme === null || (known === undefined && scheme !== 'world')) throw new ZooKeeperError('invalidACL', path)
    if (id === null) throw new ZooKeeperError('marshallingError', path)
    const entry = { perms, id: { scheme, id } }
    if (!isAnyone(entry.id) && known?.isValid(id) !== true) throw new ZooKeeperError('invalidACL', path)
    return [entry]
  }

  #whoeverAsks(path: string, ids: readonly Id[]): readonly Id[] {
    const proved = ids.filter(({ scheme }) => this.#schemes.get(scheme)?.authenticates === true)
    if (proved.length === 0) throw new ZooKeeperError('invalidACL', path)
    return proved
  }

  #isMeant(wanted: Id, ids: readonly Id[]): boolean {
    if (isAnyone(wanted)) return true
    const scheme = this.#schemes.get(wanted.scheme)
    return ids.some((own) => own.scheme === wanted.scheme && scheme?.matches(own.id, wanted.id) === true)
  }
}

function isAnyone({ scheme, id }: Id): boolean {
  return scheme === 'world' && id === 'anyone'
}

function withoutRepetitions(acl: readonly RequestedAcl[]): readonly RequestedAcl[] {
  if (acl.length < 2) return acl
  const seen = new Set<string>()
  return acl.filter(({ perms, id }) => {
    const key = JSON.stringify([perms, id.scheme, id.id])
    return !seen.has(key) && seen.add(key)
  })
}

/** How a list is shown to who may not change it: without the passwords' hashes. */
export function maskedAcl(acl: readonly Acl[]): readonly Acl[] {
  return acl.map(({ perms, id }) => ({
    perms,
    id: id.scheme === 'digest' ? { scheme: id.scheme, id: id.id.replace(/:.*/, ':x') } : id,
  }))
}
