import { type Acl, openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { SetWatches, SetWatches2 } from '../../../src/wire/jute/requests.ts'
import { asker, type Scene } from './asker.ts'

const watches: Scene = async (server) => {
  const a = asker(server)
  const b = asker(server, 'b')
  await a.create('/w', '0')
  await b.get('/w', true)
  await b.children('/w', true)
  await b.exists('/w/later', true)
  await b.get('/w/later', true)
  await b.children('/w/later', true)
  await a.create('/w/later')
  await a.set('/w', '1')
  await a.set('/w', '2')
  await a.remove('/w/later')
  await server.events('b')
  for (const mode of [0, 1, 2, -1]) await b.watch('/w', mode)
  await b.watch('/', 1)
  await a.create('/w/x')
  await a.set('/w/x', '1')
  await a.create('/w/x/y')
  await a.remove('/w/x/y')
  await a.remove('/w/x')
  await server.events('b')
  for (const type of [0, 1, 2, 3, 4, 5]) {
    await b.checkWatch('/w', type)
    await b.unwatch('/w', type)
    await b.checkWatch('/w', type)
  }
  await b.unwatch('/none', 3)
  await a.set('/w', '3')
  await server.events('b')
  await b.unwatch('/', 3)
  await b.watch('/w', 0)
  await b.get('/w', true)
  for (const data of ['5', '6']) await a.set('/w', data)
  await a.create('/w/v')
  await server.events('b')
  await a.remove('/w/v')
  await b.get('/w', true)
  await b.watch('/w', 0)
  await b.unwatch('/w', 2)
  await a.set('/w', '4')
  await a.create('/w/z')
  await server.events('b')
  await b.get('/w', true)
  await b.children('/w', true)
  await a.remove('/w/z')
  await a.remove('/w')
  await server.events('b')
}

const watchesAgain: Scene = async (server) => {
  const a = asker(server)
  await a.create('/again')
  await a.create('/again/1')
  const lists = {
    dataWatches: ['/again', '/gone'],
    existWatches: ['/again', '/to-come'],
    childWatches: ['/again', '/gone', '/again/1'],
  }
  await server.ask('c', opCode.setWatches, SetWatches, { relativeZxid: 0n, ...lists })
  await server.events('c')
  await server.ask('c', opCode.setWatches, SetWatches, { relativeZxid: 10_000n, ...lists })
  await server.events('c')
  await server.ask('d', opCode.setWatches2, SetWatches2, {
    relativeZxid: 10_000n,
    dataWatches: [],
    existWatches: [],
    childWatches: [],
    persistentWatches: ['/again', '/gone'],
    persistentRecursiveWatches: ['/to-come'],
  })
  await server.events('d')
  await a.create('/to-come')
  await a.create('/to-come/x')
  await a.create('/gone')
  await a.set('/again', 'x')
  await a.remove('/again/1')
  for (const name of ['c', 'd']) await server.events(name)
}

const acl = (scheme: string, id: string, perms = 31): Acl => ({ perms, id: { scheme, id } })

const badAcls = [
  null,
  [],
  [acl('world', 'nobody')],
  [acl('world', 'anyone', 0)],
  [acl('world', 'anyone', 64)],
  [acl('auth', '')],
  [acl('auth', 'x')],
  [acl('digest', 'nocolon')],
  [acl('digest', 'a:b')],
  [acl('digest', 'a:b:c')],
  [acl('digest', '')],
  [acl('ip', '127.0.0.1')],
  [acl('ip', '127.0.0.0/8')],
  [acl('ip', '127.0.0.1/33')],
  [acl('ip', '127.0.0.1/-1')],
  [acl('ip', '127.0.0.1/x')],
  [acl('ip', '127.0.0')],
  [acl('ip', 'localhost')],
  [acl('ip', '::1')],
  [acl('sasl', 'user')],
  [acl('x509', 'CN=x')],
  [acl('super', '')],
  [acl('super', 'x')],
  [acl('nonsense', 'x')],
  [acl('', '')],
  [acl('world', 'anyone'), acl('world', 'anyone'), acl('digest', 'a:b', 1)],
]

const access: Scene = async (server) => {
  const a = asker(server)
  for (const [index, each] of badAcls.entries()) {
    await a.create(`/acl${index}`, '', 0, each)
    await a.getAcl(`/acl${index}`)
  }
  await a.create('/open')
  for (const each of badAcls) await a.setAcl('/open', each)
  await a.getAcl('/open')
  await a.setAcl('/open', openAcl, 3)
  for (const version of [-1, 0]) await a.setAcl('/none', openAcl, version)
}

const authentication: Scene = async (server) => {
  const e = asker(server, 'e')
  await e.whoAmI()
  for (const auth of ['user:password', 'user:password', 'other', 'a:b:c', '']) {
    await server.auth('e', 'digest', auth)
    await e.whoAmI()
  }
  await server.auth('e', 'ip', '')
  await server.auth('e', 'ip', 'x')
  await e.create('/private', 'secret', 0, [acl('auth', '')])
  await e.getAcl('/private')
  for (const name of ['a', 'f']) {
    const other = asker(server, name)
    if (name === 'f') await server.auth('f', 'digest', 'super:super123')
    await other.whoAmI()
    await other.get('/private')
    await other.exists('/private')
    await other.set('/private', 'x')
    await other.children('/private')
    await other.getAcl('/private')
    await other.setAcl('/private', [acl('world', 'anyone', 1)], 7)
    await other.create('/private/child')
    await other.count('/private')
    await other.remove('/private/child')
  }
  for (const perms of [1, 2, 4, 8, 16]) {
    await e.create(`/only${perms}`, '', 0, [acl('world', 'anyone', perms)])
    const a = asker(server)
    await a.get(`/only${perms}`)
    await a.getAcl(`/only${perms}`)
    await a.set(`/only${perms}`, 'x')
    await a.create(`/only${perms}/c`)
    await a.remove(`/only${perms}/c`)
    await a.setAcl(`/only${perms}`, openAcl)
  }
}

const refusedAuthentication: Scene = async (server) => {
  for (const [index, scheme] of ['world', 'auth', 'super', 'sasl', 'x509', 'kerberos', '', null].entries()) {
    await server.auth(`g${index}`, scheme, 'x')
    await asker(server, `g${index}`).exists('/')
  }
}

const malformed: Scene = async (server) => {
  const all = Object.entries(opCode).filter(
    ([name]) => !/notification|error|closeSession|createSession|reconfig/.test(name),
  )
  for (const [name, type] of all) {
    for (const body of ['', '00', '00000001', 'ffffffff', '7fffffff', '0000000461626364']) {
      await server.bytes(`${name}-${body}`, type, Buffer.from(body, 'hex'))
    }
  }
  for (const type of [0, 10, 23, 99, 108, -1, 999]) await server.bytes(`unknown${type}`, type, Buffer.alloc(0))
}

export const clientScenes: Readonly<Record<string, Scene>> = {
  watches,
  watchesAgain,
  access,
  authentication,
  refusedAuthentication,
  malformed,
}
