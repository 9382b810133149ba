import path from 'node:path'
import type { Disk } from '../../base/disk/disk.ts'
import { nodeDisk } from '../../base/disk/node-disk.ts'
import { javaSplit } from '../../base/java-split.ts'
import { MalformedError } from '../../wire/schema/index.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { dumpOffsetIndex, type IndexView } from './offset-index.ts'
import type { DumpLogOptions } from './options.ts'
import { dumpProducerSnapshot, dumpTxnIndex } from './other-files.ts'
import { recordText } from './record-text.ts'
import { DumpReport } from './report.ts'
import { dumpSegment, type SegmentView } from './segment.ts'
import { dumpTimeIndex } from './time-index.ts'

/** Dumps one file after the other; then says what in them does not fit together. */
export async function runDumpLog(context: CommandContext, options: DumpLogOptions): Promise<void> {
  const report = new DumpReport(context)
  for (const file of javaPaths(options.value('files') ?? '')) {
    const absolute = absolutePath(context.cwd, file)
    try {
      report.line(`Dumping ${file}`)
      const views = { segment: await segmentView(options), index: indexView(options) }
      const dump = byEnding[ending(file)]
      if (dump === undefined) report.complain(`Ignoring unknown file ${file}`)
      else dump(nodeDisk, file, absolute, views, report)
    } catch (error) {
      report.flush()
      throw unreadable(error, file, absolute)
    }
  }
  report.finish()
}

function ending(file: string): string {
  const name = path.basename(file)
  const dot = name.lastIndexOf('.')
  if (dot >= 0) return name.slice(dot)
  throw new JavaException(
    'java.lang.StringIndexOutOfBoundsException',
    `begin -1, end ${name.length}, length ${name.length}`,
  )
}

interface Views {
  readonly segment: SegmentView
  readonly index: IndexView
}

type DumpFile = (disk: Disk, file: string, absolute: string, views: Views, report: DumpReport) => void

const segment: DumpFile = (disk, file, absolute, views, report) =>
  dumpSegment(disk, file, absolute, views.segment, report)

const byEnding: Readonly<Record<string, DumpFile>> = {
  '.log': segment,
  '.checkpoint': segment,
  '.index': (disk, file, absolute, views, report) => dumpOffsetIndex(disk, file, absolute, views.index, report),
  '.timeindex': (disk, file, absolute, views, report) => dumpTimeIndex(disk, file, absolute, views.index, report),
  '.txnindex': (disk, file, absolute, _views, report) => dumpTxnIndex(disk, { file, absolute }, report),
  '.snapshot': (disk, file, absolute, _views, report) => dumpProducerSnapshot(disk, { file, absolute }, report),
}

const contentOptions = [
  'print-data-log',
  'offsets-decoder',
  'transaction-log-decoder',
  'cluster-metadata-decoder',
  'value-decoder-class',
  'key-decoder-class',
] as const

async function segmentView(options: DumpLogOptions): Promise<SegmentView> {
  const showsContent = contentOptions.some((name) => options.has(name))
  const text = await recordText(options)
  return {
    maxBytes: options.value('max-bytes'),
    isDeep: options.has('deep-iteration') || showsContent,
    text: showsContent ? text : undefined,
    skipsMetadata: options.has('skip-record-metadata'),
  }
}

function indexView(options: DumpLogOptions): IndexView {
  return {
    isSanityCheckOnly: options.has('index-sanity-check'),
    isVerifyOnly: options.has('verify-index-only'),
    maxMessageSize: () => options.value('max-message-size'),
  }
}

/** As Java's `getAbsolutePath`, which takes no dots away. */
function absolutePath(cwd: string, file: string): string {
  return path.isAbsolute(file) ? file : `${cwd}/${file}`
}

/** As Java's `split` and `File` have them: no empty names at the end, slashes single. */
function javaPaths(list: string): string[] {
  return javaSplit(list, ',').map((name) => name.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'))
}

/** The file itself is named as it was given, another of its segment in full. */
function unreadable(error: unknown, file: string, absolute: string): unknown {
  if (error instanceof MalformedError) return new JavaException('java.nio.BufferUnderflowException')
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return error
  const named = error.path === absolute ? file : String(error.path)
  if (error.code === 'ENOENT') return new JavaException('java.nio.file.NoSuchFileException', named)
  if (error.code === 'EACCES') return new JavaException('java.nio.file.AccessDeniedException', named)
  return error
}
