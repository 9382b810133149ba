import { existsSync, readFileSync, statSync } from 'node:fs'
import {
  type DirectoryProperties,
  directorySettings,
  parseDirectoryProperties,
} from '../../log/kraft/directory-properties.ts'
import { metaPropertiesFile } from '../../log/meta-properties.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { storageInfo } from './results.ts'
import type { ServerConfig } from './server-config.ts'

interface Found {
  readonly directories: string[]
  readonly problems: string[]
  /** Of the first directory that has any. */
  properties: DirectoryProperties | undefined
}

/** Tells what is in a server's log directories; 1 when something is wrong with them. */
export async function info(context: CommandContext, { roles, directories }: ServerConfig): Promise<number> {
  const found: Found = { directories: [], problems: [], properties: undefined }
  for (const directory of directories) look(context, directory, found)
  if (found.properties !== undefined) checkMode(roles, found.properties, found.problems)
  context.report.results(storageInfo, [infoObject(found)], () => infoText(found, directories.length))
  return found.problems.length > 0 ? 1 : 0
}

function look(context: CommandContext, directory: string, found: Found): void {
  if (!existsSync(directory)) found.problems.push(`${directory} does not exist`)
  else if (!statSync(directory).isDirectory()) found.problems.push(`${directory} is not a directory`)
  else {
    found.directories.push(directory)
    const file = `${directory}/${metaPropertiesFile}`
    if (!existsSync(file)) found.problems.push(`${directory} is not formatted.`)
    else readProperties(context, file, found)
  }
}

function readProperties({ report }: CommandContext, file: string, found: Found): void {
  try {
    const properties = parseDirectoryProperties(readFileSync(file, 'utf8'))
    const first = found.properties
    found.properties ??= properties
    if (first !== undefined) compare(first, properties, found.problems)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    report.remark(`java.lang.RuntimeException: ${message}`)
    found.problems.push(`Error loading ${file}: ${message}`)
  }
}

function compare(first: DirectoryProperties, other: DirectoryProperties, problems: string[]): void {
  if (other.clusterId !== first.clusterId) problems.push('Mismatched cluster IDs between storage directories.')
  else if (other.nodeId !== first.nodeId) problems.push('Mismatched node IDs between storage directories.')
}

function checkMode(roles: readonly string[], { version }: DirectoryProperties, problems: string[]): void {
  const [mine, theirs] =
    roles.length > 0 ? ['a cluster in KRaft mode', 'legacy mode'] : ['a legacy cluster', 'a cluster in KRaft mode']
  if (roles.length > 0 === (version === 1)) return
  problems.push(
    `The kafka configuration file appears to be for ${mine}, but the directories are formatted for ${theirs}.`,
  )
}

function infoObject({ directories, problems, properties }: Found) {
  return {
    directories,
    version: properties?.version ?? null,
    clusterId: properties?.clusterId ?? null,
    nodeId: properties?.nodeId ?? null,
    directoryId: properties?.directoryId ?? null,
    problems,
  }
}

function infoText({ directories, problems, properties }: Found, count: number): string {
  const none = count === 0 ? 'No directories specified.\n' : ''
  const settings = [...(properties === undefined ? [] : directorySettings(properties))].sort()
  const metadata = settings.map(([name, value]) => `${name}=${value}`).join(', ')
  return [
    none,
    listText(directories, 'Found log directory:', 'Found log directories:'),
    properties === undefined ? '' : `Found metadata: {${metadata}}\n\n`,
    listText(problems, 'Found problem:', 'Found problems:'),
  ].join('')
}

function listText(lines: readonly string[], one: string, many: string): string {
  if (lines.length === 0) return ''
  return [lines.length === 1 ? one : many, ...lines.map((line) => `  ${line}`), '', ''].join('\n')
}
