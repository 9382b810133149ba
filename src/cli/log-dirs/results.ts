import { boolean, integer, list, long, object, orNull, result, string } from '../kit/schema/schema.ts'

const replica = object({
  topic: string('The topic.'),
  partition: integer("The partition's number."),
  size: long('Bytes of its log.'),
  offsetLag: long('How far it is behind the high watermark, or a future replica behind the current one.'),
  isFuture: boolean('It is on its way from another directory, and will take the place of the replica there.'),
})

export const logDir = result('log-dir', 'A log directory of a broker.', {
  broker: integer("The broker's id."),
  logDir: string('The directory.'),
  error: orNull(string('The exception that says why it is offline, without its package.')),
  totalBytes: orNull(long('The size of its volume; null from a broker older than 3.3.')),
  usableBytes: orNull(long('What is free there.')),
  replicas: list(replica, 'What lies in it, of the topics asked for.'),
})

export const logDirResults = [logDir]
