import { integer, list, orNull, result, string } from '../kit/schema/schema.ts'

export const madeUuid = result('uuid', 'What random-uuid made.', { uuid: string('22 characters of base64url.') })

export const storageInfo = result('storage', 'What info found.', {
  directories: list(string('A log directory that is there.'), 'The directories of the server that are there.'),
  version: orNull(integer('Of meta.properties: 0 in ZooKeeper mode, 1 with KRaft; null when nothing is formatted.')),
  clusterId: orNull(string('The id of the cluster.')),
  nodeId: orNull(integer('The id of the server.')),
  directoryId: orNull(string('The id of the first directory.')),
  problems: list(string('A problem, in a sentence.'), 'What is wrong with the directories.'),
})

export const formattedDirectory = result('directory-formatted', 'A log directory that format made ready.', {
  directory: string('Its path.'),
  directoryId: string('Its id.'),
  metadataVersion: string('What the cluster begins with: 3.7-IV4.'),
})

export const storageResults = [madeUuid, storageInfo, formattedDirectory]
