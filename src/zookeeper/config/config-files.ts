import { type Disk, replaceFile } from '../../base/disk/disk.ts'
import { parseProperties } from '../../base/properties.ts'
import { type ZooKeeperConfig, zooKeeperConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { type Membership, readMembership } from './membership.ts'

const isMemberKey = (key: string) => key === 'version' || /^(server\.|group|weight)/.test(key)

/**
 * Settings from a file, with the members from the file that `dynamicConfigFile` names, if it names one; that file's
 * ending is the members' version. An ensemble's settings that `reconfig` may change are kept beside it as `.bak` once.
 * @param resolve makes a path of the settings absolute
 * @param system settings that hold where the file says nothing
 * @throws ConfigError
 */
export function readZooKeeperConfig(
  disk: Disk,
  file: string,
  resolve: (path: string) => string = (path) => path,
  system: ReadonlyMap<string, string> = new Map(),
): ZooKeeperConfig {
  const text = read(disk, file)
  const properties = new Map([...system, ...parseProperties(text)])
  const dynamicFile = properties.get('dynamicConfigFile')?.trim()
  const members = dynamicFile === undefined ? undefined : readDynamicFile(disk, resolve(dynamicFile))
  const config = zooKeeperConfig(properties, {
    file,
    members,
    next: dynamicFile === undefined ? undefined : readNext(disk, file),
  })
  if (members === undefined && config.reconfigEnabled && config.ensemble !== undefined) {
    replaceFile(disk, `${file}.bak`, Buffer.from(text))
  }
  return { ...config, text }
}

function readDynamicFile(disk: Disk, file: string): Membership {
  const properties = parseProperties(read(disk, file))
  if (properties.has('version')) throw new ConfigError("dynamic file shouldn't have version inside")
  const unknown = [...properties.keys()].find((key) => !isMemberKey(key))
  if (unknown !== undefined) throw new ConfigError(`Unrecognised parameter: ${unknown}`)
  const ending = /\.([0-9a-f]{1,16})$/i.exec(file)?.[1]
  if (ending !== undefined) properties.set('version', ending)
  return readMembership(properties)
}

/** What had been proposed when the server ended. */
function readNext(disk: Disk, file: string): Membership | undefined {
  const next = nextFile(file)
  return disk.exists(next) ? readMembership(parseProperties(read(disk, next))) : undefined
}

function read(disk: Disk, file: string): string {
  if (!disk.exists(file)) throw new ConfigError(`${file} file is missing`)
  return disk.readFile(file).toString('utf8')
}

/** Keeps members that were proposed, until they are decided or others are. */
export function writeNext(disk: Disk, file: string, members: Membership): void {
  replaceFile(disk, nextFile(file), Buffer.from(memberLines(members, true)))
}

export function removeNext(disk: Disk, file: string): void {
  disk.remove(nextFile(file))
}

/**
 * Writes members that were decided into a file of their own, and its name into the settings in place of what told of
 * members there. Comments among the settings get lost, as with ZooKeeper.
 * @param withClientPort the settings go on telling the client's port: the members don't
 */
export function writeMembers(disk: Disk, file: string, members: Membership, withClientPort: boolean): void {
  const dynamicFile = `${file}.dynamic.${members.version.toString(16)}`
  replaceFile(disk, dynamicFile, Buffer.from(memberLines(members, false)))
  const kept = [...parseProperties(read(disk, file))].filter(([key]) => !isReplaced(key, withClientPort))
  const lines = [
    ...kept.map(([key, value]) => `${key}=${value.trim().replaceAll('\\', '\\\\')}`),
    `dynamicConfigFile=${dynamicFile}`,
  ]
  replaceFile(disk, file, Buffer.from(lines.map((line) => `${line}\n`).join('')))
}

function isReplaced(key: string, withClientPort: boolean): boolean {
  if (/^(server\.|group|weight|dynamicConfigFile|peerType)/.test(key)) return true
  return !withClientPort && key.startsWith('clientPort')
}

/** In the order of their texts, without an end of the last line: as ZooKeeper writes them. */
function memberLines({ text }: Membership, withVersion: boolean): string {
  const lines = text.split('\n').filter((line) => withVersion || !line.startsWith('version='))
  return lines.sort().join('\n')
}

function nextFile(file: string): string {
  return `${file}.dynamic.next`
}
