import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { realKafka } from '../../kit/real-kafka.ts'

const version = '3.7.0'

/** A jar of Kafka's: from the real Kafka's folder, else Maven's own store, else Maven Central; undefined when out of reach. */
export function kafkaJar(artifact: string): string | undefined {
  const name = `${artifact}-${version}.jar`
  const stored = path.join(homedir(), '.m2/repository/org/apache/kafka', artifact, version, name)
  const places = realKafka === undefined ? [stored] : [path.join(realKafka.libs, name), stored]
  const found = places.find((place) => existsSync(place))
  if (found !== undefined) return found
  const coordinates = `org.apache.kafka:${artifact}:${version}`
  spawnSync('mvn', ['-q', '-B', 'dependency:get', `-Dartifact=${coordinates}`, '-Dtransitive=false'], {
    timeout: 60_000,
  })
  return existsSync(stored) ? stored : undefined
}

/** The files of a jar whose names pass, by name. */
export function readJar(file: string, wanted: (name: string) => boolean): Map<string, string> {
  const jar = readFileSync(file)
  const end = jar.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const files = new Map<string, string>()
  let at = jar.readUInt32LE(end + 16)
  for (let left = jar.readUInt16LE(end + 10); left > 0; left--) {
    const entry = centralEntry(jar, at)
    if (wanted(entry.name)) files.set(entry.name, contentOf(jar, entry).toString())
    at = entry.next
  }
  return files
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly size: number
  readonly header: number
  readonly next: number
}

/** One entry of a zip file's central directory. */
function centralEntry(jar: Buffer, at: number): Entry {
  const nameLength = jar.readUInt16LE(at + 28)
  const extras = jar.readUInt16LE(at + 30) + jar.readUInt16LE(at + 32)
  return {
    name: jar.toString('utf8', at + 46, at + 46 + nameLength),
    method: jar.readUInt16LE(at + 10),
    size: jar.readUInt32LE(at + 20),
    header: jar.readUInt32LE(at + 42),
    next: at + 46 + nameLength + extras,
  }
}

function contentOf(jar: Buffer, { header, size, method }: Entry): Buffer {
  const start = header + 30 + jar.readUInt16LE(header + 26) + jar.readUInt16LE(header + 28)
  const content = jar.subarray(start, start + size)
  return method === 0 ? content : inflateRawSync(content)
}
