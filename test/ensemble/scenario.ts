import { isZooKeeperError } from '../../src/wire/jute/errors.ts'
import { type Outcome, outcomeOf, type RunOptions } from '../simulation/command.ts'
import { drive } from '../simulation/drive.ts'
import { Idlers } from './checks/calm.ts'
import { checkNodes } from './checks/nodes.ts'
import { checkCaughtUp, checkNumbers, checkOrder, checkSessions } from './checks/order.ts'
import { Timelines } from './checks/timelines.ts'
import { treeDifference, treeSeen, treeStored } from './checks/trees.ts'
import { checkWatches } from './checks/watches.ts'
import { hasAllMembers } from './faults/members.ts'
import { trouble } from './faults/trouble.ts'
import { folders } from './load/operations.ts'
import { sessionTimeoutMs, Worker } from './load/worker.ts'
import { Stage } from './stage.ts'
import { isDone } from './witness/exchange.ts'

export interface EnsembleOutcome extends Outcome {
  /** Requests that clients sent. */
  readonly asked: number
  readonly done: number
}

const limits = { milliseconds: 300_000, events: 600_000 }
/**
 * In this time a mended ensemble serves again, at all of its servers: who looks for a leader asks the others again after
 * up to 60 s, as ZooKeeper's do, and the first of these questions may go into connections to machines that lost power.
 */
const patienceMs = 90_000

/** One run from one seed: an ensemble at work gets into trouble, is mended, and has to have kept its promises. */
export async function run(seed: number, { write }: RunOptions = {}): Promise<EnsembleOutcome> {
  const stage = new Stage(seed, write)
  const { world, history } = stage
  const failed = (text: string) => history.violate('crash', text)
  await drive(world, () => play(stage), limits, failed)
  judge(stage)
  return {
    ...outcomeOf(seed, world, history.violations),
    asked: history.exchanges.length,
    done: history.exchanges.filter(isDone).length,
  }
}

async function play(stage: Stage): Promise<void> {
  await begin(stage)
  const workers = [60, 150, 150, 400].map((restMs, index) => new Worker(stage, `client-${index + 1}`, restMs))
  for (const worker of workers) worker.start()
  await trouble(stage, stage.random.between(6000, 20_000))
  if (!(await hasAllMembers(stage, patienceMs)) || !(await servesEverywhere(stage))) return
  await stage.wait(1000)
  await Promise.all(workers.map((worker) => worker.stop()))
  const idlers = new Idlers(stage, sessionTimeoutMs)
  await idlers.start()
  await stage.wait(2 * sessionTimeoutMs)
  await idlers.stop()
  await checkTrees(stage)
  await checkFiles(stage)
}

async function begin(stage: Stage): Promise<void> {
  for (const server of stage.servers) {
    server.start()
    await stage.wait(1, 500)
  }
  const client = stage.director.client(stage.hosts, 10_000)
  for (const path of folders) await stubborn(stage, () => client.create(path, null))
  await client.close()
}

/** Until it is done. */
async function stubborn(stage: Stage, task: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await task()
      return
    } catch (error) {
      if (isZooKeeperError(error, 'nodeExists')) return
      if (!isZooKeeperError(error, 'connectionLoss')) throw error
      await stage.wait(100)
    }
  }
}

/** Each server, asked alone, makes a change. */
async function servesEverywhere(stage: Stage): Promise<boolean> {
  const { clock } = stage.director
  const deadline = clock.elapsed() + patienceMs
  const serves = await Promise.all(
    stage.hosts.map(async (host) => {
      while (clock.elapsed() < deadline) {
        const client = stage.director.client([host], 10_000)
        try {
          await client.connected(2000)
          await client.set('/r', null)
          return true
        } catch {
          await stage.wait(200)
        } finally {
          await client.close()
        }
      }
      stage.history.violate('not converged', `${host} does not serve ${patienceMs} ms after everything was mended`)
      return false
    }),
  )
  stage.note('the ensemble serves')
  return serves.every((is) => is)
}

/** All servers show the same to clients. */
async function checkTrees(stage: Stage): Promise<void> {
  const trees = new Map<string, Map<string, string>>()
  for (const host of stage.hosts) {
    const client = stage.director.client([host], 10_000)
    await client.connected(5000)
    trees.set(host, await treeSeen(client))
    await client.close()
  }
  const [first = new Map<string, string>()] = trees.values()
  for (const [host, tree] of trees) {
    const difference = treeDifference(first, tree)
    if (difference !== undefined)
      stage.history.violate('servers differ', `${stage.hosts[0]} and ${host}: ${difference}`)
  }
  checkLeftovers(stage, first)
  checkCaughtUp(stage.history)
}

function checkLeftovers({ history }: Stage, tree: ReadonlyMap<string, string>): void {
  const texts = new Set<string>()
  for (const [path, node] of tree) {
    const [text = ''] = node.split(' ')
    if (!node.includes(' ephemeralOwner=0 '))
      history.violate('session', `${path} is still there, of a session that is over`)
    if (text !== '' && texts.has(text)) history.violate('invented', `${text} was written twice, also at ${path}`)
    texts.add(text)
  }
}

/** All servers have the same on their disks when they have been stopped. */
async function checkFiles(stage: Stage): Promise<void> {
  await Promise.all(stage.servers.map((server) => server.stop()))
  const [first, ...others] = stage.servers
  if (first === undefined) return
  const stored = treeStored(first)
  for (const other of others) {
    const { nodes, digest } = treeStored(other)
    const difference = treeDifference(stored.nodes, nodes)
    const where = `on the disks of servers ${first.id} and ${other.id}`
    if (difference !== undefined) stage.history.violate('servers differ', `${where}: ${difference}`)
    if (digest !== stored.digest) stage.history.violate('servers differ', `${where}: digests don't match`)
  }
}

function judge({ history }: Stage): void {
  const timelines = new Timelines(history)
  checkOrder(history)
  checkSessions(history)
  checkNumbers(history, timelines)
  checkNodes(history, timelines)
  checkWatches(history, timelines)
}
