import { existsSync } from 'node:fs'
import path from 'node:path'
import { nodeDisk } from '../../base/disk/node-disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { HttpHost } from '../../net/http-host.ts'
import { zooKeeperVersion } from '../../wire/jute/version.ts'
import { AdminServerError } from '../../zookeeper/admin/admin-server.ts'
import type { ZooKeeperConfig } from '../../zookeeper/config/config.ts'
import { ConfigError } from '../../zookeeper/config/config-error.ts'
import { readZooKeeperConfig } from '../../zookeeper/config/config-files.ts'
import { ElectionPortError } from '../../zookeeper/ensemble/election/election-port.ts'
import { type RunningZooKeeper, startZooKeeper } from '../../zookeeper/server/start.ts'
import { DataDirectoryError } from '../../zookeeper/storage/data-directory.ts'
import { EpochError } from '../../zookeeper/storage/epochs.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { controlledTransport } from '../server-process/controlled-transport.ts'
import { startedServer } from '../server-process/results.ts'
import { serverLog } from '../server-process/server-log.ts'
import { clientSide } from './clients.ts'
import { InvalidConfig } from './invalid-config.ts'
import { jvmSettings } from './jvm-settings.ts'

/** ZooKeeper's exit codes. */
const exitCode = {
  ok: 0,
  unexpected: 1,
  badConfig: 2,
  dataDirectory: 3,
  adminServer: 4,
  transactionLog: 10,
  quorumPort: 14,
} as const

const mainName = 'org.apache.zookeeper.server.quorum.QuorumPeerMain'

/** Runs a server until a signal ends it, or a fault; gives the exit code. */
export async function runZooKeeperServer(context: CommandContext, file: string): Promise<number> {
  const logger = serverLog(context, mainName)
  try {
    return await serve(context, readConfig(context, file, logger), logger)
  } catch (error) {
    return reportFailure(context, error instanceof ConfigError ? new InvalidConfig(file, error) : error, logger)
  }
}

/** @throws InvalidConfig, ConfigError */
function readConfig(context: CommandContext, file: string, logger: Logger): ZooKeeperConfig {
  const log = logger.named('org.apache.zookeeper.server.quorum.QuorumPeerConfig')
  const providerLog = logger.named('org.apache.zookeeper.server.auth.ProviderRegistry')
  log.info(`Reading configuration from: ${file}`)
  if (!/^\.?\//.test(file)) log.warn(`${file} is relative. Prepend ./ to indicate that you're sure!`)
  const absolute = path.resolve(context.cwd, file)
  if (!existsSync(absolute)) throw new ConfigError(`${file} file is missing`)
  try {
    const config = readZooKeeperConfig(
      nodeDisk,
      absolute,
      (name) => path.resolve(context.cwd, name),
      jvmSettings(context.env),
    )
    for (const remark of config.remarks) log.warn(remark)
    for (const name of config.security.unknownProviders) providerLog.warn(`Problems loading ${name}`)
    if (config.clientPort < 0) log.info('clientPort is not set')
    else log.info(`clientPortAddress is ${config.clientPortAddress ?? '0.0.0.0'}:${config.clientPort}`)
    return relativeTo(context.cwd, config)
  } catch (error) {
    throw new InvalidConfig(file, error)
  }
}

function relativeTo(cwd: string, config: ZooKeeperConfig): ZooKeeperConfig {
  return { ...config, dataDir: path.resolve(cwd, config.dataDir), dataLogDir: path.resolve(cwd, config.dataLogDir) }
}

async function serve(context: CommandContext, config: ZooKeeperConfig, logger: Logger): Promise<number> {
  const { clock, random, signal } = context
  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const serverLog = logger.named('org.apache.zookeeper.server.ZooKeeperServer')
  serverLog.info(`Server environment:zookeeper.version=${zooKeeperVersion}`)
  serverLog.info(
    `Created server with tickTime ${config.tickTime} ms minSessionTimeout ${config.minSessionTimeout} ms maxSessionTimeout ${config.maxSessionTimeout} ms clientPortListenBacklog ${config.clientPortListenBacklog} datadir ${config.dataLogDir}/version-2 snapdir ${config.dataDir}/version-2`,
  )
  const transport = await controlledTransport(context)
  const http = await httpHost(config)
  const clients = await clientSide(context, config)
  const server = await startZooKeeper({ config, transport, disk: nodeDisk, clock, random, logger, ...http, ...clients })
  const addresses = addressesOf(server, logger.named('org.apache.zookeeper.server.NIOServerCnxnFactory'))
  context.report.results(startedServer, [{ pid: process.pid, addresses }], () => '')
  return untilEnded(server, interrupted)
}

/** Where clients come in: nowhere without a port. */
function addressesOf({ address: { host, port } }: RunningZooKeeper, log: Logger): string[] {
  if (port === 0) {
    log.warn('No client can connect: clientPort is not set')
    return []
  }
  log.info(`binding to port ${host === '' ? '0.0.0.0/0.0.0.0' : host}:${port}`)
  return [`${host || 'localhost'}:${port}`]
}

/** Loaded only where it is needed: it takes its time. */
async function httpHost({ admin, metrics }: ZooKeeperConfig): Promise<{ http?: HttpHost }> {
  if (admin === undefined && metrics === undefined) return {}
  const { nodeHttp } = await import('../../net/node-http.ts')
  return { http: nodeHttp }
}

async function untilEnded(server: RunningZooKeeper, interrupted: Promise<void>): Promise<number> {
  const fault = await Promise.race([server.ended, interrupted])
  if (fault instanceof ElectionPortError) return exitCode.quorumPort
  if (fault !== undefined) return exitCode.transactionLog
  await server.close()
  return exitCode.ok
}

function reportFailure(context: CommandContext, error: unknown, logger: Logger): number {
  if (error instanceof InvalidConfig) return reportInvalid(context, error, logger)
  const [summary, code] = summaryOf(error)
  logger.error(`${summary}: ${messageOf(error)}`)
  context.report.failure(error, () => context.stderr.write(`${summary}: ${messageOf(error)}\n`))
  return code
}

function reportInvalid({ report, stderr }: CommandContext, error: InvalidConfig, logger: Logger): number {
  const summary = 'Invalid config, exiting abnormally'
  logger.error(summary, error.trace)
  report.failure(error, () => printLine(stderr, summary))
  return exitCode.badConfig
}

function summaryOf(error: unknown): [summary: string, code: number] {
  if (error instanceof AdminServerError)
    return ['Unable to start AdminServer, exiting abnormally', exitCode.adminServer]
  if (error instanceof ElectionPortError)
    return ['Unable to take part in elections, exiting abnormally', exitCode.quorumPort]
  if (error instanceof EpochError) return ['Unable to run quorum server', exitCode.unexpected]
  if (error instanceof DataDirectoryError)
    return ['Unable to access datadir, exiting abnormally', exitCode.dataDirectory]
  return ['Unexpected exception, exiting abnormally', exitCode.unexpected]
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
