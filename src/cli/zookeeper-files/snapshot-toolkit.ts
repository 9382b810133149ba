import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CommandContext } from '../kit/command-context.ts'
import { type Output, printLine } from '../kit/output.ts'
import type { Report } from '../kit/report/report.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { javaDate } from '../zookeeper-shell/java-date.ts'
import { logExit } from '../zookeeper-shell/run.ts'
import { hexadecimal } from './java-text.ts'
import { snapshotNode, snapshotSession } from './results.ts'
import { readSnapshotFile, type SnapshotEntry, type SnapshotFile } from './snapshot-file.ts'
import { orEndOfFile, ToolkitError } from './toolkit-error.ts'

const badInvocation = 2
const usage = [
  'USAGE: SnapshotFormatter [-d|-json] snapshot_file',
  '       -d print the data of each node',
  '       -json print names and sizes as JSON',
]

/** zkSnapShotToolkit.sh from its arguments to its exit code. */
export async function runSnapshotToolkit(context: CommandContext): Promise<number> {
  const { args, cwd, stdout, clock, report } = context
  const words = args.filter((word) => !isFlag(word))
  const withData = args.includes('-d')
  const asJson = args.includes('-json')
  const [name] = words
  if (name === undefined || words.length > 1) return refuse(context, usage)
  if (withData && asJson) {
    return refuse(context, ['Cannot specify both data dump (-d) and json mode (-json) in same call'])
  }
  const file = path.resolve(cwd, name)
  if (!existsSync(file)) return refuse(context, [`File '${file}' does not exist.`])
  const snapshot = orEndOfFile(() => readSnapshotFile(readFileSync(file)))
  if (asJson) stdout.write(jsonOf(snapshot.root, clock.now()))
  else if (report.isJson) reportSnapshot(report, snapshot, withData)
  else printDetails(stdout, snapshot, withData, zxidOf(path.basename(name)))
  return 0
}

function isFlag(word: string): boolean {
  return word === '-d' || word === '-json'
}

function refuse(context: CommandContext, lines: readonly string[]): number {
  context.report.failure(new ToolkitError(lines[0] ?? '', badInvocation), () => {
    for (const line of lines) printLine(context.stderr, line)
    logExit(context, badInvocation)
  })
  return badInvocation
}

/** -1 for another file name. */
function zxidOf(name: string): bigint {
  const [, digits] = /^snapshot\.([0-9a-f]{1,16})$/i.exec(name) ?? []
  return digits === undefined ? -1n : BigInt(`0x${digits}`)
}

function reportSnapshot(report: Report, { root, sessions }: SnapshotFile, withData: boolean): void {
  const visit = (entry: SnapshotEntry) => {
    report.results(snapshotNode, [nodeObject(entry, withData)], () => '')
    for (const child of entry.children) visit(child)
  }
  visit(root)
  const found = sessions.map(({ id, timeout, ephemerals }) => {
    return { id: `0x${hexadecimal(id)}`, timeoutMs: timeout, ephemeralCount: ephemerals }
  })
  report.results(snapshotSession, found, () => '')
}

function nodeObject({ path: nodePath, data, stat }: SnapshotEntry, withData: boolean): ValueOf<typeof snapshotNode> {
  const { ctime, mtime, cversion, version, aversion } = stat
  return {
    path: nodePath,
    czxid: `0x${hexadecimal(stat.czxid)}`,
    ctime,
    mzxid: `0x${hexadecimal(stat.mzxid)}`,
    mtime,
    pzxid: `0x${hexadecimal(stat.pzxid)}`,
    cversion,
    version,
    aversion,
    ephemeralOwner: `0x${hexadecimal(stat.ephemeralOwner)}`,
    dataLength: data?.length ?? 0,
    data: withData ? (data?.toString('base64') ?? null) : null,
  }
}

/** ZooKeeper has the root twice in its table of nodes. */
function printDetails(stdout: Output, { root, count, sessions }: SnapshotFile, withData: boolean, zxid: bigint): void {
  printLine(stdout, `ZNode Details (count=${count + 1}):`)
  printNode(stdout, root, withData)
  printLine(stdout, '----')
  printLine(stdout, 'Session Details (sid, timeout, ephemeralCount):')
  for (const { id, timeout, ephemerals } of sessions) printLine(stdout, `${padded(id)}, ${timeout}, ${ephemerals}`)
  printLine(stdout, `----\nLast zxid: 0x${hexadecimal(zxid)}`)
}

function printNode(stdout: Output, { path: shown, data, stat, children }: SnapshotEntry, withData: boolean): void {
  const lines = [
    '----',
    shown,
    `  cZxid = ${padded(stat.czxid)}`,
    `  ctime = ${javaDate(stat.ctime)}`,
    `  mZxid = ${padded(stat.mzxid)}`,
    `  mtime = ${javaDate(stat.mtime)}`,
    `  pZxid = ${padded(stat.pzxid)}`,
    `  cversion = ${stat.cversion}`,
    `  dataVersion = ${stat.version}`,
    `  aclVersion = ${stat.aversion}`,
    `  ephemeralOwner = ${padded(stat.ephemeralOwner)}`,
    withData ? `  data = ${data?.toString('base64') ?? ''}` : `  dataLength = ${data?.length ?? 0}`,
  ]
  printLine(stdout, lines.join('\n'))
  for (const child of children) printNode(stdout, child, withData)
}

/** At least 16 characters, as Java's `%#016x`. */
function padded(value: bigint): string {
  return `0x${hexadecimal(value).padStart(14, '0')}`
}

const firstInode = 1001

/** Nested lists as tools that draw disk usage (ncdu) read them. */
function jsonOf(root: SnapshotEntry, now: number): string {
  let inode = firstInode
  const node = (entry: SnapshotEntry): string => {
    const size = entry.data?.length ?? 0
    const self = JSON.stringify({ name: entry.name || '/', asize: size, dsize: size, dev: 0, ino: inode++ })
    return entry.children.length === 0 ? self : `[${[self, ...entry.children.map(node)].join(',')}]`
  }
  return `[1,0,{"progname":"SnapshotFormatter.java","progver":"0.01","timestamp":${now}},${node(root)}]`
}
