import { opCode } from '../../wire/jute/op-codes.ts'

/** The op codes of requests that change something: these get a zxid and go through the log. */
export const writes: ReadonlySet<number> = new Set([
  opCode.create,
  opCode.create2,
  opCode.createContainer,
  opCode.createTTL,
  opCode.delete,
  opCode.deleteContainer,
  opCode.setData,
  opCode.setACL,
  opCode.check,
  opCode.multi,
  opCode.reconfig,
  opCode.closeSession,
])

/** What `cons` calls a connection's last operation. */
export const operationNames: ReadonlyMap<number, string> = new Map<number, string>([
  [opCode.create, 'CREA'],
  [opCode.create2, 'CREA'],
  [opCode.createContainer, 'CREA'],
  [opCode.createTTL, 'CREA'],
  [opCode.delete, 'DELE'],
  [opCode.exists, 'EXIS'],
  [opCode.getData, 'GETD'],
  [opCode.setData, 'SETD'],
  [opCode.getACL, 'GETA'],
  [opCode.setACL, 'SETA'],
  [opCode.getChildren, 'GETC'],
  [opCode.getChildren2, 'GETC'],
  [opCode.getAllChildrenNumber, 'GETACN'],
  [opCode.getEphemerals, 'GETE'],
  [opCode.sync, 'SYNC'],
  [opCode.check, 'CHEC'],
  [opCode.multi, 'MULT'],
  [opCode.multiRead, 'MLTR'],
  [opCode.reconfig, 'RECO'],
  [opCode.setWatches, 'SETW'],
  [opCode.setWatches2, 'STW2'],
  [opCode.addWatch, 'ADDW'],
  [opCode.checkWatches, 'CHKW'],
  [opCode.removeWatches, 'REMW'],
  [opCode.whoAmI, 'HOMI'],
  [opCode.closeSession, 'CLOS'],
])
