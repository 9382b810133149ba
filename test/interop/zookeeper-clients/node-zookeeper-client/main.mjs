/** main.mjs FOLDER HOST:PORT,…: all that node-zookeeper-client offers; ends with `ok`. FOLDER holds its node_modules. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { ask, connect, eventually, makeClient, persistently, zookeeper } from './stage.mjs'

const { ACL, CreateMode, Exception, Id, Permission, State } = zookeeper
const fails = (promise, name) => assert.rejects(promise, { name })
const text = async ([data, stat]) => [String(data), stat.version]

async function nodes(zk, path) {
  assert.equal(await zk.create(`${path}/a`, Buffer.from('one')), `${path}/a`)
  await fails(zk.create(`${path}/a`), 'NODE_EXISTS')
  await fails(zk.create(`${path}/x/y`), 'NO_NODE')
  await zk.mkdirp(`${path}/x/y/z`, Buffer.from('deep'))
  assert.deepEqual(await text(await zk.getData(`${path}/a`)), ['one', 0])
  assert.equal((await zk.setData(`${path}/a`, Buffer.from('two'), 0)).version, 1)
  await fails(zk.setData(`${path}/a`, Buffer.from('three'), 5), 'BAD_VERSION')
  const [children, stat] = await zk.getChildren(path)
  assert.deepEqual([children.sort(), stat.numChildren], [['a', 'x'], 2])
  assert.equal(await zk.exists(`${path}/nothing`), null)
  await fails(zk.remove(`${path}/x`), 'NOT_EMPTY')
  // With the async that it gets today, the client's walk goes one level down.
  const below = ['', '/y'].map((name) => `${path}/x${name}`)
  assert.deepEqual(await zk.listSubTreeBFS(`${path}/x`), below)
  await zk.removeRecursive(`${path}/x/y`)
  await zk.removeRecursive(`${path}/x`)
  await zk.remove(`${path}/a`, 1)
  assert.deepEqual((await zk.getChildren(path))[0], [])
}

async function modes(zk, path) {
  const made = []
  for (let n = 0; n < 3; n++) made.push(await zk.create(`${path}/s-`, CreateMode.PERSISTENT_SEQUENTIAL))
  assert.deepEqual(
    made,
    ['0', '1', '2'].map((n) => `${path}/s-000000000${n}`),
  )
  const other = await connect()
  await other.create(`${path}/e`, CreateMode.EPHEMERAL)
  assert.equal(await other.create(`${path}/e-`, CreateMode.EPHEMERAL_SEQUENTIAL), `${path}/e-0000000004`)
  await fails(other.create(`${path}/e/below`), 'NO_CHILDREN_FOR_EPHEMERALS')
  const owner = (await other.exists(`${path}/e`)).ephemeralOwner
  assert.deepEqual(owner, other.client.getSessionId())
  other.client.close()
  await eventually('the closed session’s nodes are gone', async () => (await zk.getChildren(path))[0].length === 3)
}

async function manyAtOnce(zk, path) {
  const names = Array.from({ length: 300 }, (_, n) => `${path}/${n}`)
  assert.deepEqual(await Promise.all(names.map((name) => zk.create(name, Buffer.from(name)))), names)
  const read = await Promise.all(names.map((name) => zk.getData(name)))
  assert.deepEqual(
    read.map(([data]) => String(data)),
    names,
  )
}

async function accessLists(zk, path) {
  const ann = await connect()
  ann.client.addAuthInfo('digest', Buffer.from('ann:secret'))
  await ann.create(`${path}/hers`, Buffer.from('x'), ACL.CREATOR_ALL_ACL)
  await eventually('it is known here', async () => (await zk.exists(`${path}/hers`)) !== null)
  await fails(zk.getData(`${path}/hers`), 'NO_AUTH')
  const [[entry], stat] = await ann.getACL(`${path}/hers`)
  assert.deepEqual(
    [entry.permission, entry.id.scheme, entry.id.id, stat.aversion],
    [31, 'digest', `ann:${createHash('sha1').update('ann:secret').digest('base64')}`, 0],
  )
  const readable = [entry, new ACL(Permission.READ, Id.ANYONE_ID_UNSAFE)]
  await ann.setACL(`${path}/hers`, readable, 0)
  await fails(ann.setACL(`${path}/hers`, readable, 0), 'BAD_VERSION')
  await eventually('everyone may read', () =>
    zk.getData(`${path}/hers`).then(
      () => true,
      () => false,
    ),
  )
  await fails(zk.setData(`${path}/hers`, Buffer.from('y')), 'NO_AUTH')
  await fails(zk.create(`${path}/nobody`, ACL.CREATOR_ALL_ACL), 'INVALID_ACL')
  ann.client.close()
  const stranger = await connect()
  const refused = new Promise((resolve) => stranger.client.once('authenticationFailed', resolve))
  stranger.client.addAuthInfo('nosuch', Buffer.from('x'))
  await refused
  stranger.client.close()
}

async function transactions(zk, path) {
  const together = zk.transaction().create(`${path}/a`, Buffer.from('1')).check(`${path}/a`, 0)
  const results = await together.setData(`${path}/a`, Buffer.from('2')).create(`${path}/b`).remove(`${path}/b`).done()
  assert.deepEqual([results[0].path, results[2].stat.version, results.length], [`${path}/a`, 1, 5])
  const failing = zk.transaction().create(`${path}/c`).check(`${path}/a`, 99).done()
  await fails(failing, 'BAD_VERSION')
  assert.equal(await zk.exists(`${path}/c`), null)
}

async function watches(zk, path) {
  const seen = []
  const watch = (event) => seen.push(`${event.getName()} ${event.getPath()}`)
  const other = await connect()
  await zk.exists(`${path}/a`, watch)
  await zk.getChildren(path, watch)
  await other.create(`${path}/a`)
  await eventually('created', () => seen.length === 2)
  await zk.getData(`${path}/a`, watch)
  await other.setData(`${path}/a`, Buffer.from('1'))
  await other.setData(`${path}/a`, Buffer.from('2'))
  await eventually('changed', () => seen.length === 3)
  await eventually('this server knows the second change too', async () => (await zk.exists(`${path}/a`)).version === 2)
  await zk.getData(`${path}/a`, watch)
  await other.remove(`${path}/a`)
  await eventually('deleted', () => seen.length === 4)
  const expected = [
    `NODE_CHILDREN_CHANGED ${path}`,
    `NODE_CREATED ${path}/a`,
    `NODE_DATA_CHANGED ${path}/a`,
    `NODE_DELETED ${path}/a`,
  ]
  assert.deepEqual(seen.sort(), expected)
  other.client.close()
}

async function chroot(zk, path, hosts) {
  await zk.mkdirp(`${path}/root`)
  const below = await connect(`${hosts}${path}/root`)
  assert.equal(await below.create('/a', Buffer.from('1')), '/a')
  assert.deepEqual((await below.getChildren('/'))[0], ['a'])
  below.client.close()
  await eventually('it is below the root', async () => (await zk.exists(`${path}/root/a`)) !== null)
}

/** The server that this session is at dies, and then whoever leads; the session, its node and its watch stay. */
async function reconnection(zk, path) {
  const states = []
  const held = makeClient()
  held.client.on('state', (state) => states.push(state.getName()))
  held.client.connect()
  await eventually('connected', () => held.client.getState() === State.SYNC_CONNECTED)
  const session = held.client.getSessionId().toString('hex')
  await held.create(`${path}/e`, CreateMode.EPHEMERAL)
  await held.mkdirp(`${path}/d`)
  for (const whom of ['mine', 'leader']) {
    const seen = []
    await persistently(() => held.getData(`${path}/d`, (event) => seen.push(event.getName())))
    await ask(whom === 'mine' ? `kill ${held.client.connectionManager.socket.remotePort}` : 'kill leader')
    await persistently(() => zk.setData(`${path}/d`, Buffer.from(whom)))
    await eventually('the watch sees what follows', () => seen.includes('NODE_DATA_CHANGED'))
    await persistently(() => held.exists(`${path}/e`))
    await ask('revive')
  }
  assert.equal(held.client.getSessionId().toString('hex'), session)
  assert(states.includes('DISCONNECTED') && !states.includes('EXPIRED'), states.join())
  await eventually('all know its node', () => persistently(async () => (await zk.exists(`${path}/e`)) !== null))
  held.client.close()
}

async function acknowledgedWrites(zk, path) {
  const made = []
  const writeSome = async (count) => {
    for (const end = made.length + count; made.length < end; ) {
      const name = String(made.length).padStart(5, '0')
      await persistently(
        () => zk.create(`${path}/${name}`),
        ({ code }) => code === Exception.NODE_EXISTS,
      )
      made.push(name)
    }
  }
  await writeSome(20)
  const going = writeSome(60)
  await ask('kill leader')
  await going
  await ask('revive')
  const [children] = await persistently(() => zk.getChildren(path))
  assert.deepEqual(children.sort(), made)
}

const hosts = process.argv[3]
const zk = await connect()
const features = {
  nodes,
  modes,
  manyAtOnce,
  accessLists,
  transactions,
  watches,
  chroot,
  reconnection,
  acknowledgedWrites,
}
for (const [name, feature] of Object.entries(features)) {
  const path = `/node-zookeeper-client/${name}`
  await zk.mkdirp(path)
  await feature(zk, path, hosts)
  console.log(`ok ${name}`)
}
zk.client.close()
console.log('ok')
process.exit()
