import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Clock, pause } from '../../base/clock.ts'
import type { Transport } from '../../net/transport.ts'
import { LabError } from '../lab-error.ts'
import { furnish, furnishBroker, type LabHome } from '../lab-home.ts'
import { answers, type Endpoint, serviceEndpoint } from '../ready.ts'
import { removeRecord, runningRecord, writeRecord } from './process-record.ts'
import { brokerId, type Service } from './service.ts'
import { controlEnvironment } from './service-control.ts'

export interface SupervisorContext {
  readonly home: LabHome
  /** Folder of the launchers. */
  readonly bin: string
  readonly clock: Clock
  readonly transport: Transport
}

/** Generous: a server that fails is noticed by its end, one on a busy machine is only slow. */
const startLimitMs = 60_000
const stopLimitMs = 60_000
const pollMs = 50
const lostSessionPollMs = 1000

export type StartResult = {
  readonly state: 'started' | 'already running'
  readonly pid: number
  readonly endpoint: Endpoint
}

/** Starts the service in the background and returns when it really answers. */
export async function startService(context: SupervisorContext, service: Service): Promise<StartResult> {
  const { home, clock } = context
  furnish(home)
  const id = brokerId(service.name) ?? 0
  if (id > 0) furnishBroker(home, id)
  const endpoint = serviceEndpoint(service)
  const running = runningRecord(home, service)
  if (running) return { state: 'already running', pid: running.pid, endpoint }
  await checkFree(context, service, endpoint)
  for (const end = clock.elapsed() + startLimitMs; ; await pause(clock, lostSessionPollMs)) {
    const child = spawnDetached(context, service)
    const pid = child.pid
    if (pid === undefined) throw new LabError(`${service.name}: ${service.executable} could not be started`)
    writeRecord(home, service, { pid, startedAt: clock.now(), configFile: service.configFile })
    try {
      await untilReady(context, service, endpoint, child)
      return { state: 'started', pid, endpoint }
    } catch (error) {
      if (!isLostSession(error) || clock.elapsed() > end) throw error
    }
  }
}

/** A broker that was killed stays registered until ZooKeeper gives its session up; its successor can only wait. */
function isLostSession(error: unknown): boolean {
  return error instanceof LabError && error.message.includes('NodeExists for /brokers/ids')
}

/** What another program answers there must not pass for the service's own answer. */
async function checkFree({ transport }: SupervisorContext, { name }: Service, endpoint: Endpoint): Promise<void> {
  const other = await transport.connect(endpoint, { timeoutMs: pollMs }).catch(() => undefined)
  if (other === undefined) return
  other.destroy()
  throw new LabError(`${name} can't listen on port ${endpoint.port}: another program does. Stop it first.`)
}

function spawnDetached(context: SupervisorContext, service: Service) {
  mkdirSync(path.dirname(service.logFile), { recursive: true })
  const log = openSync(service.logFile, 'a')
  const launcher = path.join(context.bin, service.executable)
  const child = spawn(process.execPath, [launcher, service.configFile], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...controlEnvironment(context.home.run, service.name) },
  })
  child.unref()
  closeSync(log)
  return child
}

async function untilReady(
  context: SupervisorContext,
  service: Service,
  endpoint: Endpoint,
  child: { exitCode: number | null },
): Promise<void> {
  const { clock, home } = context
  const end = clock.elapsed() + startLimitMs
  while (!(await answers(clock, context.transport, service.answers, endpoint))) {
    if (child.exitCode !== null) {
      removeRecord(home, service)
      throw new LabError(`${service.name} did not start: ${lastWords(service.logFile)} (log: ${service.logFile})`)
    }
    if (clock.elapsed() > end) {
      throw new LabError(`${service.name} does not answer on ${endpoint.host}:${endpoint.port}; see ${service.logFile}`)
    }
    await pause(clock, pollMs)
  }
}

/** What a server said last before it ended: the exception's message, else the last line, without its timestamp. */
function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  const thrown = lines.findLast((line) => /^[\w.$]+Exception: /.test(line))
  if (thrown !== undefined) return thrown.replace(/^[\w.$]+: /, '')
  const telling = lines.findLast((line) => / (ERROR|FATAL) /.test(line)) ?? lines.at(-1) ?? ''
  return telling.replace(/^\[[^\]]*\] \w+ /, '')
}

/** Asks the service to end and returns when it has; false when it was not running. */
export async function stopService(context: SupervisorContext, service: Service): Promise<boolean> {
  const { home } = context
  const running = runningRecord(home, service)
  if (!running) {
    removeRecord(home, service)
    return false
  }
  process.kill(running.pid, 'SIGTERM')
  // A frozen process sees the signal when it is thawed.
  if (running.frozen) process.kill(running.pid, 'SIGCONT')
  await awaitEnd(context, service)
  return true
}

/** Returns when the service's process is gone. */
export async function awaitEnd({ clock, home }: SupervisorContext, service: Service): Promise<void> {
  const end = clock.elapsed() + stopLimitMs
  for (let running = runningRecord(home, service); running; running = runningRecord(home, service)) {
    if (clock.elapsed() > end)
      throw new LabError(`${service.name} (process ${running.pid}) does not end; see ${service.logFile}`)
    await pause(clock, pollMs)
  }
  removeRecord(home, service)
}
