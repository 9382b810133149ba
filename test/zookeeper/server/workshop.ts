import fc from 'fast-check'
import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import {
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
  MultiHeader,
  SetACLRequest,
  SetDataRequest,
} from '../../../src/wire/jute/requests.ts'
import { encodeJute, Writer, writeJute } from '../../../src/wire/schema/index.ts'
import { Access } from '../../../src/zookeeper/access/access.ts'
import { Outlook } from '../../../src/zookeeper/processors/outlook.ts'
import { Preparer } from '../../../src/zookeeper/processors/preparer.ts'
import type { Request } from '../../../src/zookeeper/processors/request.ts'
import { Database } from '../../../src/zookeeper/storage/database.ts'
import { DataTree } from '../../../src/zookeeper/tree/data-tree.ts'
import type { TxnEntry } from '../../../src/zookeeper/tree/txn.ts'

/** One thing to do; names are few, so that steps meet each other. Parent 0 is the root. */
export type Step =
  | { readonly kind: 'create'; readonly name: number; readonly parent: number; readonly flags: number }
  | { readonly kind: 'delete' | 'setAcl' | 'set'; readonly name: number; readonly parent: number }
  | { readonly kind: 'session' | 'end'; readonly name: number }
  | { readonly kind: 'multi'; readonly steps: readonly Step[] }

const name = fc.integer({ min: 1, max: 4 })
const parent = fc.integer({ min: 0, max: 4 })
const simpleStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('create'), name, parent, flags: fc.integer({ min: 0, max: 5 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('delete', 'setAcl', 'set'), name, parent }) },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: simpleStep },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('session', 'end'), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('multi'), steps: fc.array(simpleStep, { maxLength: 4 }) }) },
)
export const workSteps = fc.array(step, { maxLength: 40 })

export function pathOf({ name: own, parent: above }: { name: number; parent: number }): string {
  return above === 0 ? `/${own}` : `/${above}/${own}`
}

/** The state machines without disk and network: requests become transactions, and these are applied. */
export class Workshop {
  readonly database: Database
  readonly outlook: Outlook
  readonly #preparer: Preparer
  #zxid = 0n

  constructor() {
    const tree = DataTree.fresh({ ttlEnabled: true, digestEnabled: true })
    this.database = new Database(tree, new Map(), 0n)
    this.outlook = new Outlook(tree, true)
    this.#preparer = new Preparer({
      tree,
      outlook: this.outlook,
      access: new Access({
        skipAcl: false,
        security: { schemes: new Set(['digest', 'ip']), anySaslUser: undefined, x509SuperUser: undefined },
      }),
      ttlEnabled: true,
      enforceQuota: false,
      reconfigure: () => '',
      checkSession: () => {},
    })
  }

  /** Decides and applies at once. */
  perform(what: Step): TxnEntry {
    const entry = this.decide(what)
    this.apply(entry)
    return entry
  }

  decide(what: Step): TxnEntry {
    const [type, body] = requestOf(what)
    const session = 'name' in what ? BigInt(what.name) : 1n
    const request: Request = { sessionId: session, cxid: 1, type, body, ids: [], arrived: 0 }
    return this.#preparer.prepare(request, { zxid: ++this.#zxid, time: 1_000_000 + Number(this.#zxid) })
  }

  apply(entry: TxnEntry): void {
    this.database.apply(entry)
    this.outlook.applied(entry.header.zxid)
  }
}

const timeout = Buffer.from([0, 0, 0x10, 0])

function requestOf(what: Step): [type: number, body: Buffer] {
  switch (what.kind) {
    case 'create':
      return creation(pathOf(what), what.flags)
    case 'delete':
      return [opCode.delete, encodeJute(DeleteRequest, { path: pathOf(what), version: -1 })]
    case 'set':
      return [opCode.setData, encodeJute(SetDataRequest, { path: pathOf(what), data: Buffer.from('d'), version: -1 })]
    case 'setAcl': {
      const acl = [{ perms: what.name, id: { scheme: 'world', id: 'anyone' } }, ...openAcl]
      return [opCode.setACL, encodeJute(SetACLRequest, { path: pathOf(what), acl, version: -1 })]
    }
    case 'session':
      return [opCode.createSession, timeout]
    case 'end':
      return [opCode.closeSession, Buffer.alloc(0)]
    case 'multi':
      return [opCode.multi, multiBody(what.steps)]
  }
}

function creation(path: string, flags: number): [type: number, body: Buffer] {
  const request = { path, data: Buffer.from(path), acl: openAcl, flags }
  if (flags === 5) return [opCode.createTTL, encodeJute(CreateTTLRequest, { ...request, ttl: 1000 })]
  return [flags === 4 ? opCode.createContainer : opCode.create, encodeJute(CreateRequest, request)]
}

function multiBody(steps: readonly Step[]): Buffer {
  const writer = new Writer()
  for (const [type, body] of steps.filter(({ kind }) => kind !== 'setAcl').map(requestOf)) {
    writeJute(MultiHeader, writer, { type, done: false, err: -1 })
    writer.raw(body)
  }
  writeJute(MultiHeader, writer, { type: -1, done: true, err: -1 })
  return writer.finishBytes()
}
