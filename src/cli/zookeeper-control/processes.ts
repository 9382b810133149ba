import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import path from 'node:path'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { startedServer } from '../server-process/results.ts'
import { executableFolder, type ServerPlace } from './place.ts'
import { startCommand, stoppedServer } from './results.ts'

/** A server that is still there after this long has started. */
const startPatienceMs = 1000
const stopPatienceMs = 10_000
const stopPollMs = 50

/** Starts a server in the background, with its pid in a file and its output in another. */
export async function startServer(context: CommandContext, place: ServerPlace): Promise<number> {
  const { report, stdout } = context
  stdout.write('Starting zookeeper ... ')
  const running = readPid(place)
  if (running !== undefined && isAlive(running)) {
    const text = `already running as process ${running}.`
    report.failure(new Error(text), () => printLine(stdout, text))
    return 1
  }
  const child = spawnServer(context, place)
  if (child.pid === undefined || !writePid(context, place, child.pid)) return 1
  if (await hasEnded(context, child)) {
    report.failure(new Error('FAILED TO START'), () => printLine(stdout, 'FAILED TO START'))
    return 1
  }
  report.results(startedServer, [{ pid: child.pid, addresses: null }], () => 'STARTED\n')
  return 0
}

function spawnServer({ cwd, env }: CommandContext, place: ServerPlace): ChildProcess {
  mkdirSync(place.logFolder, { recursive: true })
  const log = path.join(place.logFolder, `zookeeper-${userInfo().username}-server-${hostname()}.out`)
  const output = openSync(log, 'w')
  const [node = '', ...words] = serverCommand(place)
  const child = spawn(node, words, { cwd, env, detached: true, stdio: ['ignore', output, output] })
  child.unref()
  return child
}

function serverCommand({ configFile }: ServerPlace): string[] {
  const executable = path.join(executableFolder(), 'zookeeper-server-start')
  return [process.execPath, ...process.execArgv, executable, configFile]
}

/** Shows the command that `start` runs. */
export function printCommand({ report }: CommandContext, place: ServerPlace): number {
  const words = serverCommand(place)
  report.results(startCommand, [{ words }], () => `${words.map((word) => `"${word}"`).join(' ')}\n`)
  return 0
}

function writePid({ report, stdout }: CommandContext, { pidFile }: ServerPlace, pid: number): boolean {
  try {
    mkdirSync(path.dirname(pidFile), { recursive: true })
    writeFileSync(pidFile, String(pid))
    return true
  } catch {
    process.kill(pid)
    report.failure(new Error('FAILED TO WRITE PID'), () => printLine(stdout, 'FAILED TO WRITE PID'))
    return false
  }
}

function hasEnded({ clock }: CommandContext, child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = clock.after(startPatienceMs, () => resolve(false))
    child.once('exit', () => {
      patience.cancel()
      resolve(true)
    })
  })
}

/** Ends the server of the pid file, and waits until it is gone. */
export async function stopServer(context: CommandContext, place: ServerPlace): Promise<number> {
  const { report, stdout, stderr } = context
  stdout.write('Stopping zookeeper ... ')
  if (!existsSync(place.pidFile)) {
    printLine(stdout, `no zookeeper to stop (could not find file ${place.pidFile})`)
    return 0
  }
  const pid = readPid(place)
  const isRunning = pid !== undefined && isAlive(pid)
  if (isRunning) await end(context, pid)
  else printLine(stderr, `zkServer.sh: kill: (${pid}) - No such process`)
  rmSync(place.pidFile, { force: true })
  report.results(stoppedServer, isRunning ? [{ pid }] : [], () => 'STOPPED\n')
  return 0
}

async function end({ clock }: CommandContext, pid: number): Promise<void> {
  process.kill(pid)
  const last = clock.elapsed() + stopPatienceMs
  while (isAlive(pid) && clock.elapsed() < last) {
    await new Promise<void>((resolve) => clock.after(stopPollMs, resolve))
  }
}

function readPid({ pidFile }: ServerPlace): number | undefined {
  if (!existsSync(pidFile)) return undefined
  const text = readFileSync(pidFile, 'utf8').trim()
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined
}

/** Whether there is a process of that number that may be signalled. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
