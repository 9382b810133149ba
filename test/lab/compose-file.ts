import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { parseProperties } from '../../src/base/properties.ts'
import { root } from '../kit/bundle.ts'

const folder = path.join(root, 'docker')

export interface ComposeService {
  readonly image: string
  readonly build: { readonly context: string; readonly dockerfile: string }
  readonly container_name: string
  readonly hostname: string
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports: readonly string[]
  readonly volumes: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck: { readonly test: readonly string[] }
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export function readCompose(): ComposeFile {
  return parse(readFileSync(path.join(folder, 'compose.yaml'), 'utf8'), { merge: true })
}

/** A file of docker/ that the image holds. */
export function imageFile(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8')
}

/** A command's words with `$$` as compose hands it to the container. */
export function commandOf({ command }: ComposeService): string[] {
  return command.map((word) => word.replaceAll('$$', '$'))
}

/** A broker's settings: the file's, and the `--override`s of its command. */
export function brokerSettings(service: ComposeService): Map<string, string> {
  const settings = parseProperties(imageFile('server.properties'))
  for (const [index, word] of service.command.entries()) {
    if (word !== '--override') continue
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(service.command[index + 1] ?? '') ?? []
    settings.set(key, value)
  }
  return settings
}

/** `NAME://host:port,…` as a map of names to addresses. */
export function listenerMap(text: string | undefined): Map<string, string> {
  const listeners = (text ?? '').split(',').map((listener) => /^(\w+):\/\/(.*)$/.exec(listener) ?? [])
  return new Map(listeners.map(([, name = '', address = '']) => [name, address]))
}

/** Ports outside and inside. */
export function publishedPorts({ ports }: ComposeService): { outside: number; inside: number }[] {
  return ports.map((text) => {
    const [outside, inside] = text.split(':').map(Number)
    return { outside: outside ?? 0, inside: inside ?? 0 }
  })
}
