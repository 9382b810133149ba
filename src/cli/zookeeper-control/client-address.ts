import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

export interface ClientAddress {
  readonly host: string
  readonly port: string
  readonly isSsl: boolean
}

type Settings = ReadonlyMap<string, string>

/** Where the server of these settings listens for clients; says where it was looked for, as zkServer.sh does. */
export function findClientAddress(context: CommandContext, settings: Settings): ClientAddress | undefined {
  const host = settings.get('clientPortAddress') || 'localhost'
  const port = settings.get('clientPort') ?? ''
  if (/^\d+$/.test(port)) return { host, port, isSsl: false }
  return ofOwnServer(context, settings, host) ?? ofSecurePort(context, settings)
}

/** The client's part of this server's own line, in the file or in the dynamic one. */
function ofOwnServer(context: CommandContext, settings: Settings, host: string): ClientAddress | undefined {
  const { stdout, cwd } = context
  const id = readText(path.resolve(cwd, settings.get('dataDir') ?? '', 'myid'))?.trim() ?? ''
  if (!/^\d+$/.test(id)) {
    printLine(stdout, 'myid could not be determined, will not able to locate clientPort in the server configs.')
    return undefined
  }
  const client = clientPart(settings, id) ?? ofDynamicFile(context, settings, id)
  if (client === undefined) {
    printLine(stdout, 'Client port not found in the server configs')
    return undefined
  }
  const colon = client.lastIndexOf(':')
  return { host: colon > 0 ? client.slice(0, colon) : host, port: client.slice(colon + 1), isSsl: false }
}

function ofDynamicFile({ stdout, cwd }: CommandContext, settings: Settings, id: string): string | undefined {
  printLine(stdout, 'Client port not found in static config file. Looking in dynamic config file.')
  const file = settings.get('dynamicConfigFile')
  const text = file === undefined ? undefined : readText(path.resolve(cwd, file))
  return text === undefined ? undefined : clientPart(parseProperties(text), id)
}

function clientPart(settings: Settings, id: string): string | undefined {
  return settings.get(`server.${id}`)?.split(';')[1]?.trim() || undefined
}

function ofSecurePort({ report, stdout }: CommandContext, settings: Settings): ClientAddress | undefined {
  printLine(stdout, 'Client port not found. Looking for secureClientPort in the static config.')
  const port = settings.get('secureClientPort')
  if (port !== undefined) return { host: settings.get('secureClientPortAddress') || 'localhost', port, isSsl: true }
  const text = 'Unable to find either secure or unsecure client port in any configs. Terminating.'
  report.failure(new Error(text), () => printLine(stdout, text))
  return undefined
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
