import { boolean, integer, long, orNull, result, string } from '../kit/schema/schema.ts'

const hexadecimal = (about: string) => string(`${about} A number of 64 bits, in hexadecimal.`)

export const snapshotNode = result('znode', 'A node of the snapshot.', {
  path: string('Its path.'),
  czxid: hexadecimal('The change that made it.'),
  ctime: long('When that was.'),
  mzxid: hexadecimal('The last change of its data.'),
  mtime: long('When that was.'),
  pzxid: hexadecimal('The last change of its children.'),
  cversion: integer('So often did its children change.'),
  version: integer('So often did its data change.'),
  aversion: integer('So often did its ACL change.'),
  ephemeralOwner: hexadecimal('The session that it ends with; 0x0 without one.'),
  dataLength: integer('The size of its data.'),
  data: orNull(string('Its data, in base64.'), 'Null without -d, and without data.'),
})

export const snapshotSession = result('session', 'A session of the snapshot.', {
  id: hexadecimal('Its id.'),
  timeoutMs: integer('How long it outlasts silence.'),
  ephemeralCount: integer('How many nodes end with it.'),
})

export const snapshotResults = [snapshotNode, snapshotSession]

export const loggedTxn = result('transaction', 'A transaction of the log.', {
  zxid: hexadecimal('Its number.'),
  time: long('When it was made.'),
  session: hexadecimal('Whose it is.'),
  cxid: integer("The session's own number of it."),
  type: string('create, setData, …'),
  content: string('What it says.'),
  isValid: boolean('Its checksum is right.'),
})

export const writtenLog = result('log-written', 'The log that --recover or --chop has written.', {
  file: string('The file.'),
  transactions: integer('How many are in it.'),
  fixed: integer('How many checksums were mended.'),
})

export const txnLogResults = [loggedTxn, writtenLog]
