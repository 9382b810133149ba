import { errorCode, ZooKeeperError } from '../../wire/jute/errors.ts'
import { createFlags, opCode, permission } from '../../wire/jute/op-codes.ts'
import {
  CheckVersionRequest,
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
  ReconfigRequest,
  SetACLRequest,
  SetDataRequest,
} from '../../wire/jute/requests.ts'
import { MalformedError, Reader, readJute } from '../../wire/schema/index.ts'
import type { Access } from '../access/access.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { newStat } from '../tree/node.ts'
import { containerOwner, isValidTtl, ttlOwner } from '../tree/owner.ts'
import { isValidPath, nameOf, parentOf } from '../tree/path.ts'
import type { SubTxn, Txn, TxnEntry } from '../tree/txn.ts'
import { readMulti } from './multi.ts'
import type { FutureNode, Outlook } from './outlook.ts'
import { checkQuota, type QuotaContext } from './quota-check.ts'
import type { Request } from './request.ts'

export interface PreparerOptions {
  readonly tree: DataTree
  readonly outlook: Outlook
  readonly access: Access
  readonly ttlEnabled: boolean
  readonly enforceQuota: boolean
  /**
   * The members of the ensemble that a client asks for, as their text.
   * @throws ZooKeeperError, MalformedError
   */
  readonly reconfigure: (change: ReconfigRequest, zxid: bigint) => string
  /**
   * @param mustBeKnown by all servers: it is going to own a node
   * @throws ZooKeeperError sessionExpired, sessionMoved
   */
  readonly checkSession: (request: Request, mustBeKnown: boolean) => void
}

/** The stamp that a transaction gets: its number and wall time in milliseconds. */
export interface Stamp {
  readonly zxid: bigint
  readonly time: number
}

interface Creation {
  readonly path: string
  readonly data: Buffer | null
  readonly acl: CreateRequest['acl']
  readonly flags: number
  readonly ttl: number
}

/** Turns requests that change something into transactions: checks everything, and decides what will be. */
export class Preparer {
  readonly #options: PreparerOptions
  readonly #outlook: Outlook
  readonly #quota: QuotaContext

  constructor(options: PreparerOptions) {
    this.#options = options
    this.#outlook = options.outlook
    this.#quota = { tree: options.tree, enforced: options.enforceQuota }
  }

  /** The transaction that answers this request; a refusal is one too, of the kind `error`. */
  prepare(request: Request, stamp: Stamp): TxnEntry {
    const { txn, type } = this.#decideOrRefuse(request, stamp)
    this.#outlook.decided()
    const { zxid, time } = stamp
    return {
      header: { clientId: request.sessionId, cxid: request.cxid, zxid, time, type },
      txn,
      digest: txn.kind === 'error' ? undefined : this.#outlook.digest,
    }
  }

  #decideOrRefuse(request: Request, stamp: Stamp): SubTxn {
    const mark = this.#outlook.mark
    try {
      return { type: request.type, txn: this.#decide(request, stamp) }
    } catch (error) {
      this.#outlook.takeBack(mark)
      return { type: opCode.error, txn: { kind: 'error', err: codeOf(error) } }
    }
  }

  #decide(request: Request, stamp: Stamp): Txn {
    if (request.type === opCode.createSession) return { kind: 'createSession', timeOut: request.body.readInt32BE(0) }
    if (request.type === opCode.closeSession) return this.#closeSession(request.sessionId, stamp)
    if (request.type !== opCode.deleteContainer) this.#options.checkSession(request, false)
    if (request.type === opCode.multi) return this.#multi(request, stamp)
    return this.#operation(request, new Reader(request.body), stamp)
  }

  /** Everything or nothing: after the first failure all operations are logged as errors. */
  #multi(request: Request, stamp: Stamp): Txn {
    const mark = this.#outlook.mark
    const txns: SubTxn[] = []
    let failed = false
    for (const { type, bytes } of readMulti(request.body)) {
      const made = failed
        ? inconsistent
        : this.#decideOrRefuse({ ...request, type: operationType(type), body: bytes }, stamp)
      if (!failed && made.txn.kind === 'error') {
        failed = true
        this.#outlook.takeBack(mark)
      }
      txns.push(made)
    }
    return { kind: 'multi', txns }
  }

  #operation(request: Request, reader: Reader, stamp: Stamp): Txn {
    switch (request.type) {
      case opCode.create:
      case opCode.create2:
      case opCode.createContainer:
        return this.#create(request, { ...readJute(CreateRequest, reader), ttl: 0 }, stamp)
      case opCode.createTTL:
        return this.#create(request, readJute(CreateTTLRequest, reader), stamp)
      case opCode.delete:
        return this.#delete(request, readJute(DeleteRequest, reader), stamp)
      case opCode.deleteContainer:
        return this.#deleteContainer(request.body.toString('utf8'), stamp)
      case opCode.setData:
        return this.#setData(request, readJute(SetDataRequest, reader), stamp)
      case opCode.setACL:
        return this.#setAcl(request, readJute(SetACLRequest, reader), stamp)
      case opCode.check:
        return this.#check(request, readJute(CheckVersionRequest, reader))
      case opCode.reconfig:
        return this.#reconfigure(request, readJute(ReconfigRequest, reader), stamp)
      default:
        throw new ZooKeeperError('unimplemented')
    }
  }

  #create(request: Request, creation: Creation, stamp: Stamp): Txn {
    this.#checkFlags(request.type, creation)
    if (isEphemeralFlag(creation.flags)) this.#options.checkSession(request, true)
    const parentPath = parentOf(creation.path)
    if (!creation.path.startsWith('/') || creation.path.includes('\0')) {
      throw new ZooKeeperError('badArguments', creation.path)
    }
    const acl = this.#options.access.resolve(creation.path, request.ids, creation.acl)
    const parent = this.#outlook.get(parentPath)
    this.#options.access.check(parent.acl, permission.create, request.ids, creation.path)
    const path = isSequential(creation.flags) ? creation.path + sequenceOf(parent) : creation.path
    checkPath(path)
    if (this.#outlook.find(path) !== undefined) throw new ZooKeeperError('nodeExists', path)
    if (this.#isEphemeral(parent)) throw new ZooKeeperError('noChildrenForEphemerals', path)
    checkQuota(this.#quota, path, creation.data?.length ?? 0, 1)
    const parentCVersion = parent.stat.cversion + 1
    const owner = ownerOf(request, creation)
    const { data } = creation
    this.#outlook.expect(stamp.zxid, parentPath, {
      ...parent,
      childCount: parent.childCount + 1,
      stat: { ...parent.stat, cversion: parentCVersion, pzxid: stamp.zxid },
    })
    this.#outlook.expect(stamp.zxid, path, { data, acl, childCount: 0, stat: newStat(stamp.zxid, stamp.time, owner) })
    const common = { path, data, acl, parentCVersion }
    if (request.type === opCode.createTTL) return { kind: 'createTTL', ...common, ttl: creation.ttl }
    if (request.type === opCode.createContainer) return { kind: 'createContainer', ...common }
    return { kind: 'create', ...common, ephemeral: isEphemeralFlag(creation.flags) }
  }

  #checkFlags(type: number, { path, flags, ttl }: Creation): void {
    if (flags < createFlags.persistent || flags > createFlags.ttlSequential) {
      throw new ZooKeeperError('badArguments', path)
    }
    const withTtl = flags === createFlags.ttl || flags === createFlags.ttlSequential
    if (withTtl && !this.#options.ttlEnabled) throw new ZooKeeperError('unimplemented', path)
    if (withTtl !== (type === opCode.createTTL) || (withTtl && !isValidTtl(ttl))) {
      throw new ZooKeeperError('badArguments', path)
    }
  }

  #delete(request: Request, { path, version }: DeleteRequest, { zxid }: Stamp): Txn {
    if (path === '/' || nameOf(path) === path || path.includes('\0') || isReserved(path)) {
      throw new ZooKeeperError('badArguments', path)
    }
    const parent = this.#outlook.get(parentOf(path))
    this.#options.access.check(parent.acl, permission.delete, request.ids, path)
    const node = this.#outlook.get(path)
    checkVersion(node.stat.version, version, path)
    if (node.childCount > 0) throw new ZooKeeperError('notEmpty', path)
    checkQuota(this.#quota, path, -(node.data?.length ?? 0), -1)
    this.#expectDeleted(path, zxid)
    return { kind: 'delete', path }
  }

  /** Asked by the container checker: only what is still empty and still a container goes. */
  #deleteContainer(path: string, { zxid }: Stamp): Txn {
    if (nameOf(path) === path || path.includes('\0') || isReserved(path)) {
      throw new ZooKeeperError('badArguments', path)
    }
    const node = this.#outlook.get(path)
    if (node.childCount > 0) throw new ZooKeeperError('notEmpty', path)
    const lifetime = this.#options.tree.lifetime(node.stat)
    if (lifetime !== 'container' && lifetime !== 'ttl') throw new ZooKeeperError('badVersion', path)
    this.#expectDeleted(path, zxid)
    return { kind: 'delete', path }
  }

  #setData(request: Request, { path, data, version }: SetDataRequest, { zxid, time }: Stamp): Txn {
    checkPath(path)
    const node = this.#outlook.get(path)
    this.#options.access.check(node.acl, permission.write, request.ids, path)
    checkQuota(this.#quota, path, (data?.length ?? 0) - (node.data?.length ?? 0), 0)
    checkVersion(node.stat.version, version, path)
    const next = (node.stat.version + 1) | 0
    this.#outlook.expect(zxid, path, { ...node, data, stat: { ...node.stat, version: next, mzxid: zxid, mtime: time } })
    return { kind: 'setData', path, data, version: next }
  }

  #setAcl(request: Request, { path, acl: wanted, version }: SetACLRequest, { zxid }: Stamp): Txn {
    checkPath(path)
    const acl = this.#options.access.resolve(path, request.ids, wanted)
    const node = this.#outlook.get(path)
    this.#options.access.check(node.acl, permission.admin, request.ids, path)
    checkVersion(node.stat.aversion, version, path)
    const next = (node.stat.aversion + 1) | 0
    this.#outlook.expect(zxid, path, { ...node, acl, stat: { ...node.stat, aversion: next } })
    return { kind: 'setACL', path, acl, version: next }
  }

  #check(request: Request, { path, version }: CheckVersionRequest): Txn {
    checkPath(path)
    const node = this.#outlook.get(path)
    this.#options.access.check(node.acl, permission.read, request.ids, path)
    checkVersion(node.stat.version, version, path)
    return { kind: 'check', path, version: (node.stat.version + 1) | 0 }
  }

  /** Logged as the new content of the node that shows the members. */
  #reconfigure(request: Request, change: ReconfigRequest, { zxid, time }: Stamp): Txn {
    const data = Buffer.from(this.#options.reconfigure(change, zxid))
    const node = this.#outlook.get(configPath)
    this.#options.access.check(node.acl, permission.write, request.ids, configPath)
    const stat = { ...node.stat, version: configVersion, mzxid: zxid, mtime: time }
    this.#outlook.expect(zxid, configPath, { ...node, data, stat })
    return { kind: 'setData', path: configPath, data, version: configVersion }
  }

  #closeSession(session: bigint, { zxid }: Stamp): Txn {
    const paths = [...this.#outlook.ephemeralsOf(session)]
    for (const path of paths) this.#expectDeleted(path, zxid)
    return { kind: 'closeSession', paths }
  }

  #expectDeleted(path: string, zxid: bigint): void {
    const parentPath = parentOf(path)
    const parent = this.#outlook.get(parentPath)
    this.#outlook.expect(zxid, parentPath, {
      ...parent,
      childCount: parent.childCount - 1,
      stat: { ...parent.stat, pzxid: zxid },
    })
    this.#outlook.expect(zxid, path, undefined)
  }

  #isEphemeral(node: FutureNode): boolean {
    return this.#options.tree.lifetime(node.stat) === 'ephemeral'
  }
}

const configPath = '/zookeeper/config'
/** The text itself tells its version. */
const configVersion = -1

const inconsistent: SubTxn = {
  type: opCode.error,
  txn: { kind: 'error', err: errorCode('runtimeInconsistency') },
}

/** In a multi, create2 is logged as the plain creation that it is. */
function operationType(type: number): number {
  return type === opCode.create2 ? opCode.create : type
}

function codeOf(error: unknown): number {
  if (error instanceof ZooKeeperError) return error.code
  if (error instanceof MalformedError || error instanceof RangeError) return errorCode('marshallingError')
  throw error
}

/** ZooKeeper's own nodes hold the server together. */
function isReserved(path: string): boolean {
  return path === '/zookeeper' || path === '/zookeeper/quota' || path === '/zookeeper/config'
}

function checkPath(path: string): void {
  if (!isValidPath(path)) throw new ZooKeeperError('badArguments', path)
}

function checkVersion(current: number, wanted: number, path: string): void {
  if (wanted !== -1 && wanted !== current) throw new ZooKeeperError('badVersion', path)
}

function isSequential(flags: number): boolean {
  return (
    flags === createFlags.persistentSequential ||
    flags === createFlags.ephemeralSequential ||
    flags === createFlags.ttlSequential
  )
}

function isEphemeralFlag(flags: number): boolean {
  return flags === createFlags.ephemeral || flags === createFlags.ephemeralSequential
}

/** The parent's count of created children, ten digits wide. */
function sequenceOf(parent: FutureNode): string {
  return String(parent.stat.cversion).padStart(10, '0')
}

function ownerOf(request: Request, { flags, ttl }: Creation): bigint {
  if (request.type === opCode.createContainer) return containerOwner
  if (request.type === opCode.createTTL) return ttlOwner(ttl)
  return isEphemeralFlag(flags) ? request.sessionId : 0n
}
