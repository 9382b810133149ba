import { opCode } from '../../wire/jute/op-codes.ts'
import {
  CheckVersionTxn,
  CloseSessionTxn,
  CreateContainerTxn,
  CreateSessionTxn,
  CreateTTLTxn,
  CreateTxn,
  DeleteTxn,
  ErrorTxn,
  MultiTxn,
  SetACLTxn,
  SetDataTxn,
  TxnDigest,
  TxnHeader,
} from '../../wire/jute/transactions.ts'
import { MalformedError, Reader, readJute, Writer, writeJute } from '../../wire/schema/index.ts'
import { digestVersion } from '../tree/digest.ts'
import type { SubTxn, Txn, TxnEntry } from '../tree/txn.ts'

/** The bytes of a transaction as logs and proposals hold it: header, body, digest. */
export function encodeEntry({ header, txn, digest }: TxnEntry): Buffer {
  const writer = new Writer()
  writeJute(TxnHeader, writer, header)
  writeTxn(writer, txn)
  if (digest !== undefined) {
    writeJute(TxnDigest, writer, { version: digestVersion, treeDigest: BigInt.asIntN(64, digest) })
  }
  return writer.finishBytes()
}

/** @throws MalformedError */
export function decodeEntry(bytes: Buffer): TxnEntry {
  const reader = new Reader(bytes)
  const header = readJute(TxnHeader, reader)
  const txn = readTxn(header.type, reader)
  return { header, txn, digest: reader.remaining > 0 ? readDigest(reader) : undefined }
}

function readDigest(reader: Reader): bigint | undefined {
  const { version, treeDigest } = readJute(TxnDigest, reader)
  return version === digestVersion ? BigInt.asUintN(64, treeDigest) : undefined
}

function writeTxn(writer: Writer, txn: Txn): void {
  switch (txn.kind) {
    case 'create':
      writeJute(CreateTxn, writer, txn)
      return
    case 'createContainer':
      writeJute(CreateContainerTxn, writer, txn)
      return
    case 'createTTL':
      writeJute(CreateTTLTxn, writer, txn)
      return
    case 'delete':
      writeJute(DeleteTxn, writer, txn)
      return
    case 'setData':
      writeJute(SetDataTxn, writer, txn)
      return
    case 'setACL':
      writeJute(SetACLTxn, writer, txn)
      return
    case 'check':
      writeJute(CheckVersionTxn, writer, txn)
      return
    case 'createSession':
      writeJute(CreateSessionTxn, writer, txn)
      return
    case 'closeSession':
      if (txn.paths !== undefined) writeJute(CloseSessionTxn, writer, { paths: txn.paths })
      return
    case 'error':
      writeJute(ErrorTxn, writer, txn)
      return
    case 'multi':
      writeJute(MultiTxn, writer, { txns: txn.txns.map(({ type, txn: each }) => ({ type, data: txnBytes(each) })) })
  }
}

function txnBytes(txn: Txn): Buffer {
  const writer = new Writer()
  writeTxn(writer, txn)
  return writer.finishBytes()
}

function readTxn(type: number, reader: Reader): Txn {
  switch (type) {
    case opCode.create:
    case opCode.create2: {
      const record = readJute(CreateTxn, reader)
      return { kind: 'create', ...record, acl: record.acl ?? [] }
    }
    case opCode.createContainer: {
      const record = readJute(CreateContainerTxn, reader)
      return { kind: 'createContainer', ...record, acl: record.acl ?? [] }
    }
    case opCode.createTTL: {
      const record = readJute(CreateTTLTxn, reader)
      return { kind: 'createTTL', ...record, acl: record.acl ?? [] }
    }
    case opCode.delete:
    case opCode.deleteContainer:
      return { kind: 'delete', ...readJute(DeleteTxn, reader) }
    case opCode.setData:
    case opCode.reconfig:
      return { kind: 'setData', ...readJute(SetDataTxn, reader) }
    case opCode.setACL: {
      const record = readJute(SetACLTxn, reader)
      return { kind: 'setACL', ...record, acl: record.acl ?? [] }
    }
    case opCode.check:
      return { kind: 'check', ...readJute(CheckVersionTxn, reader) }
    default:
      return readSessionTxn(type, reader)
  }
}

function readSessionTxn(type: number, reader: Reader): Txn {
  switch (type) {
    case opCode.createSession:
      return { kind: 'createSession', ...readJute(CreateSessionTxn, reader) }
    case opCode.closeSession:
      return { kind: 'closeSession', paths: reader.remaining > 0 ? readJute(CloseSessionTxn, reader).paths : undefined }
    case opCode.error:
      return { kind: 'error', ...readJute(ErrorTxn, reader) }
    case opCode.multi:
      return { kind: 'multi', txns: readJute(MultiTxn, reader).txns.map(decodeSubTxn) }
    default:
      throw new MalformedError(`unknown transaction type ${type}`)
  }
}

function decodeSubTxn({ type, data }: { type: number; data: Buffer }): SubTxn {
  if (type === opCode.multi) throw new MalformedError('a multi inside a multi')
  return { type, txn: readTxn(type, new Reader(data)) }
}
