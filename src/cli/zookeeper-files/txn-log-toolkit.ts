import { accessSync, closeSync, constants, existsSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { TxnHeader } from '../../wire/jute/transactions.ts'
import { Reader, readJute } from '../../wire/schema/index.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { type Output, printLine } from '../kit/output.ts'
import type { Report } from '../kit/report/report.ts'
import { logExit } from '../zookeeper-shell/run.ts'
import { describeTxn, txnLine } from './describe-txn.ts'
import { entryBytes, type LogFile, type LoggedEntry, logHeaderSize, openLog } from './log-file.ts'
import { loggedTxn, writtenLog } from './results.ts'
import { orEndOfFile, ToolkitError } from './toolkit-error.ts'
import { parseWords } from './toolkit-options.ts'
import { txnLogOptions } from './txn-log-options.ts'

/** zkTxnLogToolkit.sh from its arguments to its exit code. */
export async function runTxnLogToolkit(context: CommandContext): Promise<number> {
  try {
    await readAndRun(context)
    return 0
  } catch (error) {
    if (!(error instanceof ToolkitError)) throw error
    context.report.failure(error, () => {
      if (error.message !== '') printLine(context.stderr, error.message)
      if (error.exitCode !== 0) logExit(context, error.exitCode)
    })
    return error.exitCode
  }
}

async function readAndRun(context: CommandContext): Promise<void> {
  const line = readLine(context)
  const [name] = line.args
  if (line.has('h')) return printHelp(context.stdout)
  if (name === undefined) {
    printHelp(context.stdout)
    throw new ToolkitError('', 1)
  }
  const file = path.resolve(context.cwd, name)
  if (!isReadable(file)) throw new ToolkitError(`File doesn't exist or not readable: ${name}`, 1)
  const zxid = line.value('z')
  if (line.has('c') && zxid !== undefined) return chop(context, file, readZxid(zxid))
  if (line.has('r')) return recover(context, { file, name, all: line.has('v'), unasked: line.has('y') })
  dump(context, openLog(file, path.basename(name)))
}

function readLine(context: CommandContext) {
  try {
    return parseWords(context.args, txnLogOptions)
  } catch (error) {
    if (!(error instanceof ToolkitError)) throw error
    printHelp(context.stdout)
    throw new ToolkitError(`${error.message}\n`, error.exitCode)
  }
}

function printHelp(stdout: Output): void {
  printLine(stdout, 'usage: TxnLogToolkit [-dhrvc] <txn_log_file_name> (-z <zxid>)')
  for (const [letter, option] of Object.entries(txnLogOptions)) {
    const names = ` -${letter},--${option.name}${option.argument ? ' <arg>' : ''}`
    printLine(stdout, `${names.padEnd(19)}${option.description}`)
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}

function readZxid(text: string): bigint {
  if (/^(?:0[xX][0-9a-fA-F]{1,16}|\d{1,18})$/.test(text)) return BigInt(text)
  throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
}

function announce(stdout: Output, { dbid, version }: LogFile): void {
  printLine(stdout, `ZooKeeper Transactional Log File with dbid ${dbid} txnlog format version ${version}`)
}

function dump({ report, stdout }: CommandContext, log: LogFile): void {
  announce(stdout, log)
  let count = 0
  for (const entry of log.entries) {
    tellTxn(report, entry, isBroken(entry) ? ['CRC ERROR - ', ''] : [''])
    refusePartial(entry)
    count++
  }
  printLine(stdout, `EOF reached after ${count} txns.`)
}

/** Its line once behind each of the prefixes. */
function tellTxn(report: Report, entry: LoggedEntry, prefixes: readonly string[]): void {
  const txn = orEndOfFile(() => describeTxn(entry.content))
  report.results(loggedTxn, [{ ...txn, isValid: !isBroken(entry) }], () => {
    return prefixes.map((prefix) => `${prefix}${txnLine(txn)}\n`).join('')
  })
}

function isBroken({ checksum, expected }: LoggedEntry): boolean {
  return checksum !== expected
}

function refusePartial({ isPartial }: LoggedEntry): void {
  if (isPartial) throw new ToolkitError('Last transaction was partial.', 1)
}

interface Recovery {
  readonly file: string
  readonly name: string
  /** Shows the sound entries too. */
  readonly all: boolean
  readonly unasked: boolean
}

/** Writes the log anew beside itself, with checksums that fit where that is wanted. */
async function recover(context: CommandContext, { file, name, all, unasked }: Recovery): Promise<void> {
  const { report, stdout } = context
  const target = `${file}.fixed`
  if (existsSync(target)) {
    throw new ToolkitError(`Recovery file ${path.basename(target)} already exists or not writable`, 1)
  }
  const log = openLog(file, path.basename(name))
  announce(stdout, log)
  const wanted = unasked ? () => Promise.resolve(true) : questions(context)
  const output = openSync(target, 'wx')
  try {
    const { count, fixed } = await copyFixed(report, { log, output, all, unasked, wanted })
    printLine(stdout, `EOF reached after ${count} txns.`)
    const summary = `has been written with ${fixed} fixed CRC error(s)`
    report.results(writtenLog, [{ file: target, transactions: count, fixed }], () => {
      return `Recovery file ${path.basename(target)} ${summary}\n`
    })
  } finally {
    closeSync(output)
  }
}

interface FixedCopy {
  readonly log: LogFile
  readonly output: number
  readonly all: boolean
  readonly unasked: boolean
  wanted(): Promise<boolean>
}

/** Room as a server makes it in advance. */
const preallocated = 64 * 1024 * 1024

async function copyFixed(report: Report, { log, output, all, unasked, wanted }: FixedCopy) {
  let fixed = 0
  let count = 0
  let size = writeSync(output, log.header, 0, logHeaderSize)
  for (const entry of log.entries) {
    const broken = isBroken(entry)
    if (broken) tellTxn(report, entry, [unasked ? 'CRC FIXED - ' : 'CRC ERROR - '])
    const mend = broken && (await wanted())
    if (mend) fixed++
    // A broken one has been told; only the text says it once more.
    if (all && !(broken && report.isJson)) tellTxn(report, entry, [''])
    refusePartial(entry)
    size += writeSync(output, entryBytes(entry, mend ? entry.expected : entry.checksum))
    count++
  }
  ftruncateSync(output, Math.max(size, preallocated + logHeaderSize))
  return { count, fixed }
}

/** Asks until the answer begins with Y, N or A. */
function questions({ stdin, stdout }: CommandContext): () => Promise<boolean> {
  const words = wordsOf(stdin.stream)
  return async () => {
    for (;;) {
      stdout.write('Would you like to fix it (Yes/No/Abort) ? ')
      const { value, done } = await words.next()
      if (done) throw new JavaException('java.util.NoSuchElementException')
      const answer = value.charAt(0).toUpperCase()
      if (answer === 'A') throw new ToolkitError('Recovery aborted.', 0)
      if (answer === 'Y' || answer === 'N') return answer === 'Y'
    }
  }
}

async function* wordsOf(input: NodeJS.ReadableStream): AsyncGenerator<string, undefined> {
  const { createInterface } = await import('node:readline')
  for await (const line of createInterface({ input })) yield* line.split(/\s+/).filter(Boolean)
  return undefined
}

/** Copies all up to a zxid into a file beside the log. */
function chop({ report, stdout }: CommandContext, file: string, zxid: bigint): void {
  const log = openLog(file, path.basename(file))
  announce(stdout, log)
  const target = `${file}.chopped${zxid}`
  const output = openSync(target, 'w')
  try {
    writeSync(output, log.header)
    const transactions = copyUpTo(stdout, log, zxid, output)
    if (transactions > 0) report.results(writtenLog, [{ file: target, transactions, fixed: 0 }], () => '')
    else {
      const text = `Got exception: Failed to chop ${path.basename(file)}`
      report.failure(new ToolkitError(text, 0), () => printLine(stdout, text))
    }
  } finally {
    closeSync(output)
  }
}

/** How many it copies; 0 when nothing is left out, or the zxid is not there. */
function copyUpTo(stdout: Output, { entries }: LogFile, wanted: bigint, output: number): number {
  let count = 0
  let last: bigint | undefined
  for (const entry of entries) {
    if (isBroken(entry))
      throw new JavaException('java.io.IOException', `CRC doesn't match ${entry.checksum} vs ${entry.expected}`)
    refusePartial(entry)
    const { zxid } = orEndOfFile(() => readJute(TxnHeader, new Reader(entry.content)))
    noteGap(stdout, last, zxid)
    if (zxid > wanted) return endChop(stdout, wanted, last === wanted ? count : 0)
    writeSync(output, entryBytes(entry, entry.checksum))
    last = zxid
    count++
  }
  printLine(stdout, `EOF reached after ${count} txns.`)
  return 0
}

function endChop(stdout: Output, zxid: bigint, count: number): number {
  const number = zxid.toString(16)
  const found = `Chopping at ${number} new log has ${count} records`
  printLine(stdout, count === 0 ? `This log does not contain zxid ${number}` : found)
  return count
}

function noteGap(stdout: Output, before: bigint | undefined, zxid: bigint): void {
  if (before === undefined || zxid === before + 1n) return
  const isSameEpoch = before >> 32n === zxid >> 32n
  const isFirstOfEpoch = BigInt.asUintN(32, zxid) === 1n
  if (!isSameEpoch && isFirstOfEpoch) return
  const kind = isSameEpoch ? 'intra' : 'inter'
  printLine(stdout, `There is ${kind}-epoch gap between ${before.toString(16)} and ${zxid.toString(16)}`)
}
