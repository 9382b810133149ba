import type { ServerNode } from '../server-node.ts'
import type { Stage } from '../stage.ts'
import { join, leave } from './members.ts'

/** Does its harm, and undoes it. */
export type Fault = (stage: Stage) => Promise<void>

/** Any server, or the leader. */
async function victim(stage: Stage): Promise<ServerNode> {
  const any = stage.random.pick(stage.servers)
  if (stage.random.chance(0.5)) return any
  const answers = await Promise.all(stage.hosts.map((host) => stage.director.ask(host, 'srvr')))
  return stage.servers[answers.findIndex((answer) => answer.includes('Mode: leader'))] ?? any
}

/** One server, or several at the same time. */
async function victims(stage: Stage): Promise<ServerNode[]> {
  const { random, servers } = stage
  const roll = random.int(10)
  if (roll < 7) return [await victim(stage)]
  if (roll === 9) return [...servers]
  return servers.filter(() => random.chance(0.6))
}

const names = (servers: readonly ServerNode[]) => servers.map(({ machine }) => machine.host).join(', ')

const kill: Fault = async (stage) => {
  const servers = await victims(stage)
  stage.note(`kills ${names(servers)}`)
  for (const server of servers) server.kill()
  await bringBack(stage, servers)
}

const losePower: Fault = async (stage) => {
  const servers = await victims(stage)
  stage.note(`cuts the power of ${names(servers)}`)
  for (const server of servers) server.losePower()
  await bringBack(stage, servers)
}

async function bringBack(stage: Stage, servers: readonly ServerNode[]): Promise<void> {
  await stage.wait(50, stage.random.pick([500, 6000]))
  for (const server of servers) {
    stage.note(`starts ${server.machine.host}`)
    server.start()
    await stage.wait(0, 400)
  }
}

const stopCleanly: Fault = async (stage) => {
  const server = await victim(stage)
  stage.note(`stops ${server.machine.host}`)
  await Promise.race([server.stop(), stage.wait(5000)])
  server.kill()
  await bringBack(stage, [server])
}

const freeze: Fault = async (stage) => {
  const { process, machine } = await victim(stage)
  stage.note(`freezes ${machine.host}`)
  process?.freeze()
  await stage.wait(100, 5000)
  stage.note(`thaws ${machine.host}`)
  process?.thaw()
}

/** One server and some of the others, clients among them, don't hear each other any more, or only one way. */
const cutOff: Fault = async (stage) => {
  const { host } = (await victim(stage)).machine
  const all = [...stage.hosts, ...stage.workers].filter((other) => other !== host)
  const others = stage.random.chance(0.4) ? stage.hosts : all.filter(() => stage.random.chance(0.5))
  const way = stage.random.pick(['both', 'both', 'out', 'in'] as const)
  stage.note(`cuts ${host} off from ${others.join(', ')}${way === 'both' ? '' : `, ${way} only`}`)
  const { network } = stage.world
  for (const other of others) {
    if (other === host) continue
    if (way !== 'in') network.link(host, other).cut()
    if (way !== 'out') network.link(other, host).cut()
  }
  await stage.wait(300, 6000)
  stage.note(`mends ${host}`)
  for (const other of others) heal(stage, host, other)
}

/** Two groups that don't hear each other; each client is in one of them. */
const partition: Fault = async (stage) => {
  const isHere = new Map([...stage.hosts, ...stage.workers].map((host) => [host, stage.random.chance(0.5)]))
  const [here, there] = [true, false].map((side) => [...isHere].filter(([, is]) => is === side).map(([host]) => host))
  stage.note(`parts ${here?.join(', ')} from ${there?.join(', ')}`)
  const pairs = (here ?? []).flatMap((a) => (there ?? []).map((b) => [a, b] as const))
  for (const [a, b] of pairs) stage.world.network.cut(a, b)
  await stage.wait(300, 6000)
  stage.note('joins them again')
  for (const [a, b] of pairs) heal(stage, a, b)
}

function heal({ world: { network } }: Stage, a: string, b: string): void {
  network.link(a, b).heal()
  network.link(b, a).heal()
}

const slowDown: Fault = async (stage) => {
  const a = (await victim(stage)).machine.host
  const b = stage.random.pick([...stage.hosts, ...stage.workers])
  stage.note(`slows ${a} to ${b} down`)
  const latency = stage.random.between(5, 600)
  stage.world.network.link(a, b).slow(latency, latency, 20)
  await stage.wait(500, 5000)
  stage.world.network.link(a, b).heal()
}

const breakConnections: Fault = async (stage) => {
  stage.note('breaks connections')
  for (let left = 1 + stage.random.int(6); left > 0; left--) {
    stage.world.network.breakOne()
    await stage.wait(10, 500)
  }
}

const jumpInTime: Fault = async (stage) => {
  const server = await victim(stage)
  const milliseconds = Math.round(stage.random.between(-600_000, 600_000))
  stage.note(`sets the clock of ${server.machine.host} by ${milliseconds} ms`)
  server.jump(milliseconds)
  await stage.wait(100, 3000)
}

const fillDisk: Fault = async (stage) => {
  const { machine } = await victim(stage)
  machine.diskFault = stage.random.pick(['full', 'full', 'broken'] as const)
  stage.note(`the disk of ${machine.host} is ${machine.diskFault}`)
  await stage.wait(200, 3000)
  stage.note(`the disk of ${machine.host} is well again`)
  machine.diskFault = undefined
}

const slowDisk: Fault = async (stage) => {
  const { machine } = await victim(stage)
  machine.syncMs = stage.random.between(20, 1200)
  stage.note(`the disk of ${machine.host} is slow`)
  await stage.wait(500, 5000)
  stage.note(`the disk of ${machine.host} is fast again`)
  machine.syncMs = undefined
}

/** The disks are slow, and then the power goes: what was not synced is gone everywhere. */
const goDark: Fault = async (stage) => {
  const slow = stage.servers.filter(() => stage.random.chance(0.8))
  for (const { machine } of slow) machine.syncMs = stage.random.between(5, 1500)
  stage.note(`the disks of ${names(slow)} are slow`)
  await stage.wait(100, 3000)
  const dark = stage.random.chance(0.6) ? stage.servers : stage.servers.filter(() => stage.random.chance(0.7))
  stage.note(`cuts the power of ${names(dark)}`)
  for (const server of dark) server.losePower()
  if (stage.random.chance(0.5)) for (const { machine } of slow) machine.syncMs = undefined
  await bringBack(stage, stage.random.chance(0.5) ? dark : [...dark].reverse())
  for (const { machine } of slow) machine.syncMs = undefined
}

/** One server hears none of the others, while clients come to it that know more. */
const leaveBehind: Fault = async (stage) => {
  const { host } = (await victim(stage)).machine
  const others = stage.hosts.filter((other) => other !== host)
  stage.note(`leaves ${host} behind`)
  const { network } = stage.world
  for (const other of others) network.link(other, host).cut()
  await stage.wait(100, 800)
  const clients = stage.workers.filter(() => stage.random.chance(0.7))
  for (const client of clients) for (const other of others) network.cut(client, other)
  network.resetAll((from) => clients.includes(from))
  await stage.wait(200, 2500)
  for (const client of clients) for (const other of others) heal(stage, client, other)
  stage.note(`mends ${host}`)
  for (const other of others) heal(stage, host, other)
}

/** One server is alone with all clients: what it proposes as the leader never happens. */
const strand: Fault = async (stage) => {
  const { host } = (await victim(stage)).machine
  const others = stage.hosts.filter((other) => other !== host)
  stage.note(`strands ${host} with the clients`)
  const { network } = stage.world
  for (const other of others) for (const each of [host, ...stage.workers]) network.cut(each, other)
  await stage.wait(300, 5000)
  stage.note(`mends ${host}`)
  for (const other of others) for (const each of [host, ...stage.workers]) heal(stage, each, other)
}

/** One server leaves the ensemble, and comes back to it. */
const changeMembers: Fault = async (stage) => {
  if (!stage.shape.isChanging) return
  const server = await victim(stage)
  stage.note(`lets ${server.machine.host} leave`)
  await leave(stage, server)
  await stage.wait(100, 5000)
  stage.note(`lets ${server.machine.host} join`)
  await join(stage, server)
}

/** By how often they are chosen. */
const faults: readonly (readonly [Fault, number])[] = [
  [kill, 5],
  [losePower, 5],
  [stopCleanly, 2],
  [freeze, 3],
  [cutOff, 5],
  [partition, 3],
  [slowDown, 3],
  [breakConnections, 3],
  [jumpInTime, 1],
  [fillDisk, 2],
  [slowDisk, 3],
  [goDark, 4],
  [leaveBehind, 4],
  [strand, 4],
  [changeMembers, 4],
]

export function anyFault({ random }: Stage): Fault {
  let left = random.int(faults.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [fault, weight] of faults) {
    left -= weight
    if (left < 0) return fault
  }
  return kill
}
