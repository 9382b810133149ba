import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execaSync } from 'execa'
import type { LabHome } from '../lab-home.ts'
import type { Service } from './service.ts'

/** Remembers which process a service runs as, so that any terminal can find it. */
export interface ProcessRecord {
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** What it was started with; undefined in the records of older versions, which knew only one. */
  readonly configFile?: string
}

export interface RunningProcess extends ProcessRecord {
  /** Stopped by a signal, until SIGCONT. */
  readonly frozen: boolean
}

function recordFile(home: LabHome, service: Service): string {
  return path.join(home.run, `${service.name}.json`)
}

export function writeRecord(home: LabHome, service: Service, record: ProcessRecord): void {
  mkdirSync(home.run, { recursive: true })
  writeFileSync(recordFile(home, service), JSON.stringify(record))
}

export function removeRecord(home: LabHome, service: Service): void {
  rmSync(recordFile(home, service), { force: true })
}

/** The record of a service that runs; undefined when it does not, or when its process id now belongs to another program. */
export function runningRecord(home: LabHome, service: Service): RunningProcess | undefined {
  const record = readRecord(recordFile(home, service))
  if (record === undefined) return undefined
  const [state = '', ...command] = processLine(record.pid).trim().split(/\s+/)
  if (!command.join(' ').includes(service.executable)) return undefined
  return { ...record, frozen: state.startsWith('T') }
}

function readRecord(file: string): ProcessRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is ProcessRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startedAt' in value &&
    typeof value.startedAt === 'number' &&
    (!('configFile' in value) || typeof value.configFile === 'string')
  )
}

/** Its state's letters and its command line; empty when there is no such process. */
function processLine(pid: number): string {
  return execaSync('ps', ['-p', String(pid), '-o', 'stat=,command='], { reject: false }).stdout ?? ''
}
