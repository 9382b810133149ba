import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realKafka } from '../../kit/real-kafka.ts'
import { removeFolder, type Server, startZooKeeperServer } from '../../kit/servers.ts'
import { startInMemory } from '../server/running.ts'
import { clientScenes } from './client-scenes.ts'
import { ZooKeeperDialogue } from './dialogue.ts'
import { quotaScenes } from './quota-scenes.ts'
import { treeScenes } from './tree-scenes.ts'

const settings = {
  extendedTypesEnabled: 'true',
  enforceQuota: 'true',
  'DigestAuthenticationProvider.superDigest': 'super:UdxDQl4f9v5oITwcAsO9bmWgHSI=',
  maxClientCnxns: '0',
  maxSessionTimeout: '600000',
}

/** Zxids are compared too, so both servers hear the same requests from their first moment. */
describe.skipIf(realKafka === undefined)('asked the same, answers as the real server does:', () => {
  let theirs: Server
  let ours: Awaited<ReturnType<typeof startInMemory>>
  let dialogues: ZooKeeperDialogue[] = []

  beforeAll(async () => {
    theirs = await startZooKeeperServer('real', settings)
    ours = await startInMemory(settings)
    dialogues = [ours.port, theirs.port].map((port) => new ZooKeeperDialogue(port))
  })
  afterAll(async () => {
    for (const dialogue of dialogues) dialogue.close()
    await ours?.close()
    await theirs?.stop('SIGKILL')
    if (theirs !== undefined) removeFolder(theirs.folder)
  })

  test.each(Object.entries({ ...treeScenes, ...clientScenes, ...quotaScenes }))('%s', async (_, scene) => {
    const said = []
    for (const dialogue of dialogues) {
      await scene(dialogue)
      said.push(dialogue.said.splice(0))
    }
    expect(said[0]).toEqual(said[1])
  })
})
