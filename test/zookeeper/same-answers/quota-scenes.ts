import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { CreateRequest } from '../../../src/wire/jute/requests.ts'
import { CreateResponse } from '../../../src/wire/jute/responses.ts'
import { asker, type Scene } from './asker.ts'
import { part } from './dialogue.ts'

const quota: Scene = async (server) => {
  const a = asker(server)
  const limits = async (name: string, text: string) => {
    await a.create(`/zookeeper/quota/${name}`)
    await a.create(`/zookeeper/quota/${name}/zookeeper_limits`, text)
    await a.create(`/zookeeper/quota/${name}/zookeeper_stats`, 'count=0,bytes=0')
    await a.get(`/zookeeper/quota/${name}/zookeeper_stats`)
  }
  await a.create('/q', '12345')
  await limits('q', 'count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=3')
  await a.create('/q/1', '12')
  await a.create('/q/2', '1234')
  await a.create('/q/2', '')
  await a.create('/q/3', '')
  await a.set('/q', '12345678')
  await a.set('/q', '123456789')
  await a.set('/q', '1')
  await a.set('/q/1', null)
  await a.get('/zookeeper/quota/q/zookeeper_stats')
  await server.multi('a', opCode.multi, [
    part(opCode.create, CreateRequest, { path: '/q/m', data: null, acl: openAcl, flags: 0 }, CreateResponse),
  ])
  await a.create('/soft', '')
  await limits('soft', 'count=1,bytes=1')
  await a.create('/soft/1', '12345')
  await a.create('/soft/2', '12345')
  await a.get('/zookeeper/quota/soft/zookeeper_stats')
  await a.create('/outer')
  await limits('outer', 'count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=2')
  await a.create('/outer/1')
  await a.create('/outer/2')
  await a.remove('/outer/1')
  await a.create('/outer/2')
  await a.set('/zookeeper/quota/outer/zookeeper_limits', 'nonsense')
  await a.create('/outer/3')
  await a.set('/zookeeper/quota/outer/zookeeper_stats', '')
  await a.create('/outer/4')
  await a.get('/zookeeper/quota/outer/zookeeper_stats')
  await a.remove('/zookeeper/quota/outer/zookeeper_limits')
  await a.create('/outer/5')
  await a.get('/zookeeper/quota/outer/zookeeper_stats')
}

export const quotaScenes: Readonly<Record<string, Scene>> = { quota }
