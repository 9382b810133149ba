import type { HttpAnswer } from '../../net/http-host.ts'
import type { ServerView } from '../words/word.ts'
import { type Command, commands } from './commands.ts'
import { type Json, printJson } from './json.ts'
import { prometheusText } from './prometheus.ts'

const notServing = 'This ZooKeeper instance is not currently serving requests'

/**
 * The AdminServer's page under this path.
 * @param root `admin.commandURL`
 * @param server who serves at the moment
 */
export function adminPage(root: string, target: string, server: ServerView | undefined): HttpAnswer {
  const path = pathOf(target)
  if (path === root || path === `${root}/`) return list(root)
  if (!path.startsWith(`${root}/`)) return notFound
  return {
    status: 200,
    contentType: 'application/json',
    body: printJson(answer(path.slice(root.length + 1), server, parametersOf(target))),
  }
}

/** What Prometheus reads: figures of who serves at the moment, nothing while nobody does. */
export function metricsPage(target: string, server: ServerView | undefined): HttpAnswer {
  if (pathOf(target) !== '/metrics') return notFound
  const body = server === undefined ? '' : prometheusText(server)
  return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body }
}

function parametersOf(target: string): URLSearchParams {
  return new URLSearchParams(target.split('?')[1] ?? '')
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? ''
}

const notFound: HttpAnswer = { status: 404, contentType: 'text/plain', body: 'Not Found\n' }

function list(root: string): HttpAnswer {
  const body = commands.map(({ name }) => `<a href="${root}/${name}">${name}</a>\n<br/>\n`).join('')
  return { status: 200, contentType: 'text/html', body }
}

function answer(name: string, server: ServerView | undefined, parameters: URLSearchParams): Json {
  const command = commands.find((each) => isCalled(each, name))
  if (command === undefined) return { command: name, error: `Unknown command: ${name}` }
  if (server === undefined) return { command: command.name, error: notServing }
  const { error = null, ...fields } = command.run(server, parameters)
  return error === null ? { ...fields, command: command.name, error } : { error, ...fields, command: command.name }
}

function isCalled({ name, aliases }: Command, wanted: string): boolean {
  return name === wanted || aliases.includes(wanted)
}
