import { integer, list, long, object, oneOf, orNull, result, string, type ValueOf } from '../kit/schema/schema.ts'

const path = string("The node's path.")
const zxid = (about: string) => string(`${about} A number of 64 bits, in hexadecimal.`)

const stat = object(
  {
    czxid: zxid('The change that made the node.'),
    ctime: long('When that was.'),
    mzxid: zxid('The last change of its data.'),
    mtime: long('When that was.'),
    pzxid: zxid('The last change of its children.'),
    cversion: integer('So often did its children change.'),
    version: integer('So often did its data change.'),
    aversion: integer('So often did its ACL change.'),
    ephemeralOwner: zxid('The session that it ends with; 0x0 without one.'),
    dataLength: integer('The size of its data.'),
    numChildren: integer('How many children it has.'),
  },
  "The node's stat.",
)
export type StatObject = ValueOf<typeof stat>

const acl = list(
  object({ scheme: string('world, digest, …'), id: string('Who.'), permissions: string('Of c, d, r, w and a.') }),
  'Who may do what.',
)

export const nodeChildren = result('children', "A node's children, of ls.", {
  path,
  children: list(string('A name.')),
  stat,
})
export const nodePath = result('node', 'A node, of ls -R.', { path })
export const nodeData = result('data', "A node's data, of get.", {
  path,
  data: orNull(string('The data.'), 'Null without any.'),
  encoding: oneOf(['utf8', 'base64'], 'base64 where the data is no text.'),
  stat,
})
export const nodeStat = result('stat', "A node's stat, of stat and set.", { path, stat })
export const createdNode = result('created', 'A node that create has made.', { path })
export const deletedNode = result('deleted', 'A node that delete or deleteall has deleted.', { path })
export const nodeAcl = result('acl', "A node's ACL, of getAcl.", { path, acl, stat })
export const ephemeralNodes = result('ephemerals', "The session's ephemeral nodes, of getEphemerals.", {
  paths: list(path, 'Their paths.'),
})
export const descendantCount = result('descendants', 'What getAllChildrenNumber tells.', {
  path,
  count: integer('How many nodes are below it.'),
})
export const identity = result('identity', 'Who this session is, of whoami.', {
  scheme: string('The scheme.'),
  user: orNull(string('The user.')),
})
export const watchEvent = result('event', 'A change of the connection, or of what is watched.', {
  state: string('SyncConnected, Disconnected, …'),
  type: string('None, NodeDataChanged, …'),
  path: orNull(path, 'Null of a change of the connection.'),
})
export const shellText = result('text', 'A line that any other command prints.', { text: string('The line.') })

export const shellResults = [
  nodeChildren,
  nodePath,
  nodeData,
  nodeStat,
  createdNode,
  deletedNode,
  nodeAcl,
  ephemeralNodes,
  descendantCount,
  identity,
  watchEvent,
  shellText,
]
