/** What the features share: sessions, patience, and whoever starts and kills the servers (at the other end of stdin and stdout). */
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const [folder, hosts] = process.argv.slice(2)
export const zookeeper = createRequire(path.join(folder, 'program.js'))('node-zookeeper-client')

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

/** Has a server killed (`kill PORT`, `kill leader`) or all of them up again (`revive`). */
export async function ask(request) {
  console.log(`? ${request}`)
  const { value } = await answers.next()
  if (value !== 'done') throw new Error(`${request}: ${value}`)
}

export async function eventually(what, condition, limitMs = 60_000) {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not in ${limitMs / 1000} s: ${what}`)
    await pause(10)
  }
}

const asked = 'create remove removeRecursive exists getChildren getData setData getACL setACL mkdirp listSubTreeBFS'

/** A client and its methods as promises; answers of several values come as a list. */
export function makeClient(to = hosts) {
  const client = zookeeper.createClient(to, { sessionTimeout: 10_000, spinDelay: 100, retries: 0 })
  const methods = asked.split(' ').map((name) => [
    name,
    (...args) =>
      new Promise((resolve, reject) => {
        client[name](...args, (error, ...values) => {
          if (error) reject(error)
          else resolve(values.length > 1 && name !== 'create' ? values : values[0])
        })
      }),
  ])
  const transaction = () => {
    const together = client.transaction()
    return Object.assign(together, { done: promisify(together.commit.bind(together)) })
  }
  return { client, ...Object.fromEntries(methods), transaction }
}

export async function connect(to = hosts) {
  const made = makeClient(to)
  const connected = new Promise((resolve) => made.client.once('connected', resolve))
  made.client.connect()
  await connected
  return made
}

/** Asks until the connection holds; `made` says whether an answer that was lost had been a good one. */
export async function persistently(act, wasDone = () => false) {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (error.name !== 'CONNECTION_LOSS') {
        if (wasDone(error)) return undefined
        throw error
      }
      await pause(50)
    }
  }
}
