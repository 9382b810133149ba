import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'
import type { CommandContext } from '../kit/command-context.ts'

/** Where a server's files are, as zkServer.sh finds them. */
export interface ServerPlace {
  /** As it is shown to the user. */
  readonly configFile: string
  /** What stands in it; nothing when it can't be read. */
  readonly settings: ReadonlyMap<string, string>
  readonly pidFile: string
  readonly logFolder: string
}

/** The folder that this project's executables are in. */
export function executableFolder(): string {
  return path.dirname(realpathSync(process.argv[1] ?? '.'))
}

/**
 * Finds the files by `ZOOCFGDIR` (or `--config`, or `conf` beside the executables), `ZOOCFG`, `ZOOPIDFILE` and `ZOO_LOG_DIR`.
 * @param argument a file's name in the folder of configurations, or a path with a folder in it
 */
export function findPlace(
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
  folder: string | undefined,
  argument: string | undefined,
): ServerPlace {
  const configFile = findConfig(folder ?? configFolder(env), argument, env.ZOOCFG)
  const settings = readSettings(path.resolve(cwd, configFile))
  const dataDir = settings.get('dataDir') ?? ''
  return {
    configFile,
    settings,
    pidFile: env.ZOOPIDFILE ?? `${dataDir}/zookeeper_server.pid`,
    logFolder: env.ZOO_LOG_DIR ?? path.resolve(executableFolder(), '../logs'),
  }
}

function configFolder(env: CommandContext['env']): string {
  if (env.ZOOCFGDIR !== undefined && env.ZOOCFGDIR !== '') return env.ZOOCFGDIR
  const beside = path.join(executableFolder(), '../conf')
  return existsSync(beside) ? beside : '/etc/zookeeper'
}

function findConfig(folder: string, argument: string | undefined, name = 'zoo.cfg'): string {
  if (argument === undefined || argument === '') return `${folder}/${name}`
  return path.dirname(argument) === '.' && !argument.startsWith('./') ? `${folder}/${argument}` : argument
}

function readSettings(file: string): ReadonlyMap<string, string> {
  return existsSync(file) ? parseProperties(readFileSync(file, 'utf8')) : new Map()
}
