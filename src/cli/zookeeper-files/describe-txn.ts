import type { Acl } from '../../wire/jute/data.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import * as txns from '../../wire/jute/transactions.ts'
import { Reader, readJute } from '../../wire/schema/index.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { hexadecimal, juteText, shortDate } from './java-text.ts'
import type { loggedTxn } from './results.ts'

/** ZooKeeper's names where they are not those of `opCode`. */
const otherNames: Partial<Record<keyof typeof opCode, string>> = { createTTL: 'createTtl' }

const names = new Map<number, string>(
  Object.entries(opCode).map(([name, code]) => [code, otherNames[isOperation(name) ? name : 'create'] ?? name]),
)

function isOperation(name: string): name is keyof typeof opCode {
  return Object.hasOwn(opCode, name)
}

const nameOf = (type: number) => names.get(type) ?? `unknown ${type}`

export type DescribedTxn = Omit<ValueOf<typeof loggedTxn>, 'isValid'>

export function describeTxn(bytes: Buffer): DescribedTxn {
  const reader = new Reader(bytes)
  const { clientId, cxid, zxid, time, type } = readJute(txns.TxnHeader, reader)
  const content = describeBody(type, reader)
  const [session, number] = [`0x${hexadecimal(clientId)}`, `0x${hexadecimal(zxid)}`]
  return { zxid: number, time, session, cxid, type: nameOf(type), content }
}

/** One transaction as zkTxnLogToolkit.sh shows it. */
export function txnLine({ zxid, time, session, cxid, type, content }: DescribedTxn): string {
  return `${shortDate(Number(time))} session ${session} cxid 0x${(cxid >>> 0).toString(16)} zxid ${zxid} ${type} ${content}`
}

function describeBody(type: number, reader: Reader): string {
  switch (type) {
    case opCode.create:
    case opCode.create2: {
      const { path, data, acl, ephemeral, parentCVersion } = readJute(txns.CreateTxn, reader)
      return [path, text(data), aclText(acl), ephemeral, parentCVersion].join(',')
    }
    case opCode.createContainer: {
      const { path, data, acl, parentCVersion } = readJute(txns.CreateContainerTxn, reader)
      return [path, text(data), aclText(acl), parentCVersion].join(',')
    }
    case opCode.createTTL: {
      const { path, data, acl, parentCVersion, ttl } = readJute(txns.CreateTTLTxn, reader)
      return [path, text(data), aclText(acl), parentCVersion, ttl].join(',')
    }
    case opCode.setData:
    case opCode.reconfig: {
      const { path, data, version } = readJute(txns.SetDataTxn, reader)
      return [path, text(data), version].join(',')
    }
    case opCode.setACL: {
      const { path, acl, version } = readJute(txns.SetACLTxn, reader)
      const list = (acl ?? []).map((each) => `s{${recordText(each)}}`).join(',')
      return `${juteText(path)},v{${list}},${version}`
    }
    default:
      return describeOther(type, reader)
  }
}

function describeOther(type: number, reader: Reader): string {
  switch (type) {
    case opCode.delete:
    case opCode.deleteContainer:
      return juteText(readJute(txns.DeleteTxn, reader).path)
    case opCode.createSession:
      return String(readJute(txns.CreateSessionTxn, reader).timeOut)
    case opCode.closeSession:
      return reader.remaining === 0 ? '' : `v{${readJute(txns.CloseSessionTxn, reader).paths.map(juteText).join(',')}}`
    case opCode.error:
      return String(readJute(txns.ErrorTxn, reader).err)
    case opCode.multi:
      return readJute(txns.MultiTxn, reader)
        .txns.map((each) => `${nameOf(each.type)}:${text(each.data)}`)
        .join(';')
    default:
      return ''
  }
}

function text(data: Buffer | null): string {
  return data?.toString() ?? ''
}

function recordText({ perms, id }: Acl): string {
  return `${perms},s{${juteText(id.scheme)},${juteText(id.id)}}`
}

/** A list of records, each of which ends its line. */
function aclText(acl: readonly Acl[] | null): string {
  return acl === null ? 'null' : `[${acl.map((each) => `${recordText(each)}\n`).join(', ')}]`
}
