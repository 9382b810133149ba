import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import {
  CheckVersionRequest,
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
  GetChildrenRequest,
  GetDataRequest,
  ReconfigRequest,
  SetDataRequest,
} from '../../../src/wire/jute/requests.ts'
import {
  Create2Response,
  CreateResponse,
  GetChildrenResponse,
  GetDataResponse,
  StatResponse,
} from '../../../src/wire/jute/responses.ts'
import { asker, bytes, type Scene } from './asker.ts'
import { part } from './dialogue.ts'

const badPaths = [
  '',
  'a',
  '/',
  '//',
  '/a/',
  '/a//b',
  '/a/.',
  '/a/..',
  '/./a',
  '/.a',
  '/a\u0001b',
  '/a\0b',
  '/\ue000',
  '/a\u007f',
  '/ \u00e4 b',
]

const paths: Scene = async (server) => {
  const a = asker(server)
  await a.create('/paths')
  for (const path of badPaths) {
    await a.create(path)
    await a.create(path, '', 2)
    await a.set(path, 'x')
    await a.get(path)
    await a.exists(path)
    await a.children(path)
    await a.children2(path)
    await a.getAcl(path)
    await a.setAcl(path, openAcl)
    await a.sync(path)
    await a.count(path)
    await a.watch(path, 0)
    await a.unwatch(path, 3)
    if (path !== '/') await a.remove(path)
  }
  for (const path of ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config', '/zookeeper/none'])
    await a.remove(path)
  for (const path of ['/zookeeper', '/zookeeper/quota', '/zookeeper/config', '/']) {
    await a.get(path)
    await a.getAcl(path)
    await a.children2(path)
  }
  await a.set('/zookeeper/config', 'x')
  await a.create('/zookeeper/own')
  await a.remove('/zookeeper/own')
}

const nodes: Scene = async (server) => {
  const a = asker(server)
  await a.create('/n', 'one')
  await a.create('/n', 'two')
  await a.create('/none/n')
  await a.create2('/n/c', null)
  await a.create2('/n/s-', 'x', 2)
  await a.create2('/n/', 'x', 2)
  await a.create2('/n/e', 'x', 1)
  await a.create('/n/e/child')
  await a.create('/n/es', 'x', 3)
  for (const flags of [-1, 4, 5, 6, 7, 100]) await a.create(`/n/flags${flags}`, '', flags)
  await a.children2('/n')
  await a.children('/n')
  for (const prefix of ['/', '/n/', '/none', '', null]) await a.ephemerals(prefix)
  await a.count('/n')
  await a.count('/')
  await a.count('/none')
  await a.set('/n', 'three', 5)
  await a.set('/n', 'three', 0)
  await a.set('/n', null)
  await a.set('/none', 'x')
  await a.get('/n')
  await a.remove('/n')
  await a.remove('/n/c', 1)
  await a.remove('/n/c', 0)
  await a.remove('/n/c')
  await a.exists('/n/c')
  await a.exists('/n')
  await a.sync('/n')
  await a.sync('/none')
}

const specialNodes: Scene = async (server) => {
  const a = asker(server)
  await a.container('/cont')
  for (const flags of [0, 1, 2, 3, 5, 6, 9]) await a.container(`/cont/f${flags}`, flags)
  await a.exists('/cont')
  for (const ttl of [1000_000, 0, -1, 2 ** 40 - 1, 2 ** 40, 2 ** 50]) await a.ttl(`/ttl${ttl}`, ttl)
  for (const flags of [0, 1, 2, 3, 4, 6, 9]) await a.ttl(`/ttlf${flags}`, 1000_000, flags)
  await a.exists('/ttl1000000')
  await a.exists('/ttlf60000000000')
  await a.create('/ttl1000000/child')
  await a.create('/direct', '', 5)
  await a.create2('/direct4', '', 4)
}

const multis: Scene = async (server) => {
  const creation = (path: string, flags = 0) => ({ path, data: bytes('m'), acl: openAcl, flags })
  const create = (path: string, flags = 0) => part(opCode.create, CreateRequest, creation(path, flags), CreateResponse)
  const create2 = (path: string) => part(opCode.create2, CreateRequest, creation(path), Create2Response)
  const check = (path: string, version: number) => part(opCode.check, CheckVersionRequest, { path, version })
  const set = (path: string, version = -1) =>
    part(opCode.setData, SetDataRequest, { path, data: bytes('set'), version }, StatResponse)
  const remove = (path: string, version = -1) => part(opCode.delete, DeleteRequest, { path, version })
  const container = part(opCode.createContainer, CreateRequest, creation('/mc', 4), Create2Response)
  const ttl = part(opCode.createTTL, CreateTTLRequest, { ...creation('/mt', 5), ttl: 500_000 }, Create2Response)
  const all = [
    [],
    [create('/m'), create2('/m/c'), check('/m', 0), set('/m', 0), remove('/m/c')],
    [check('/m', 1)],
    [check('/m', 0)],
    [check('/none', -1)],
    [check('/m', -1)],
    [create('/m'), set('/m')],
    [set('/m'), remove('/none'), create('/never')],
    [create('/m/s-', 2), create('/m/s-', 2), create('/m/e', 1)],
    [create('/m/e/x')],
    [container, ttl],
    [create('bad')],
    [set('/m', 1), set('/m', 2), set('/m', 2)],
    [remove('/m')],
    [remove('/')],
    [create('/two'), remove('/two'), create('/two')],
  ]
  for (const parts of all) await server.multi('a', opCode.multi, parts)
  const a = asker(server)
  await a.get('/m')
  await a.exists('/two')
  const read = (path: string) => part(opCode.getData, GetDataRequest, { path, watch: false }, GetDataResponse)
  const list = (path: string) =>
    part(opCode.getChildren, GetChildrenRequest, { path, watch: false }, GetChildrenResponse)
  await server.multi('a', opCode.multiRead, [])
  await server.multi('a', opCode.multiRead, [read('/m'), list('/m'), read('/none'), list('/none'), read('/m')])
  await server.multi('a', opCode.multiRead, [read('bad'), read('')])
  await server.ask('a', opCode.check, CheckVersionRequest, { path: '/none', version: 1 })
  await server.ask('a', opCode.reconfig, ReconfigRequest, {
    joiningServers: null,
    leavingServers: null,
    newMembers: null,
    curConfigId: -1n,
  })
}

export const treeScenes: Readonly<Record<string, Scene>> = { paths, nodes, specialNodes, multis }
