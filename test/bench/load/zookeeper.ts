// Load for ZooKeeper, a process of its own: zookeeper OP host:port,… [--clients N] [--seconds S] [--warm S] [--depth N]
// [--size BYTES] [--count N] [--root PATH]. Prints one line of JSON; START and END on stderr around the load.
//   create  each client makes node after node       set, get  each client writes or reads a node of its own
//   fill    makes --count nodes, a thousand a parent
//   watch   sets a watch on each of them, says HELD on stderr, and keeps them until stdin ends
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { loadOptions } from './options.ts'
import { LoadClient, type LoadRequest } from './zookeeper-client.ts'

const [operation = '', servers = '', ...rest] = process.argv.slice(2)
const options = loadOptions(rest)
const root = options.text('root', '/bench')
const count = options.number('count', 0)
const data = Buffer.alloc(options.number('size', 100), 'x')
const nodesOfParent = 1000
const mostMeasured = 1 << 22

/** The next request of client `id`, its `turn`th; undefined when there is none. */
type Next = (id: number, turn: number) => LoadRequest | undefined

let taken = 0

function counted(request: (path: string) => LoadRequest): Next {
  return () => {
    const number = taken++
    return number < count ? request(`${root}/${Math.floor(number / nodesOfParent)}/n${number}`) : undefined
  }
}

const requests: Record<string, Next> = {
  create: (id, turn) => ({ type: opCode.create, path: `${root}/c${id}/n${turn}`, data }),
  set: (id) => ({ type: opCode.setData, path: `${root}/c${id}`, data }),
  get: (id) => ({ type: opCode.getData, path: `${root}/c${id}` }),
  fill: counted((path) => ({ type: opCode.create, path, data })),
  watch: counted((path) => ({ type: opCode.exists, path, watch: true })),
}

const tell = (word: string) => process.stderr.write(`${word}\n`)

async function connect(): Promise<LoadClient[]> {
  const clients: LoadClient[] = []
  const addresses = servers.split(',')
  for (let id = 0; id < options.number('clients', 1); id++) {
    const client = await LoadClient.open(addresses[id % addresses.length] ?? '')
    await client.ask({ type: opCode.create, path: root, data })
    if (count === 0) await client.ask({ type: opCode.create, path: `${root}/c${id}`, data })
    clients.push(client)
  }
  for (let parent = 0; parent * nodesOfParent < count && operation === 'fill'; parent++) {
    await clients[0]?.ask({ type: opCode.create, path: `${root}/${parent}`, data })
  }
  return clients
}

class Measurement {
  readonly #times = new Float64Array(mostMeasured)
  #begun = 0
  #last = 0
  #count = 0

  begin(): void {
    tell('START')
    this.#count = 0
    this.#begun = performance.now()
  }

  add(tookMs: number): void {
    if (this.#count < mostMeasured) this.#times[this.#count++] = tookMs
    this.#last = performance.now()
  }

  result() {
    tell('END')
    const times = this.#times.subarray(0, this.#count).sort()
    const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0
    const perSecond = (this.#count / (this.#last - this.#begun)) * 1000
    return { ops: this.#count, perSecond, p50: at(0.5), p99: at(0.99), max: at(1) }
  }
}

/** Keeps so many requests of each client under way; resolves when it is over. */
function run(clients: readonly LoadClient[], next: Next, measurement: Measurement): Promise<void> {
  return new Promise((resolve) => keepBusy(clients, next, measurement, resolve))
}

function keepBusy(clients: readonly LoadClient[], next: Next, measurement: Measurement, ended: () => void): void {
  let isOver = false
  clients.forEach((client, id) => {
    let turn = 0
    const go = () => {
      const request = isOver ? undefined : next(id, turn++)
      if (request !== undefined) client.send(request)
      else if (clients.every(({ waiting }) => waiting === 0)) ended()
    }
    client.answered = (tookMs) => {
      if (!isOver) measurement.add(tookMs)
      go()
    }
    for (let depth = options.number('depth', 1); depth > 0; depth--) go()
  })
  const warmMs = options.number('warm', 0) * 1000
  measurement.begin()
  if (warmMs > 0) setTimeout(() => measurement.begin(), warmMs)
  if (count === 0) {
    setTimeout(
      () => {
        isOver = true
      },
      warmMs + options.number('seconds', 3) * 1000,
    )
  }
}

const next = requests[operation]
if (next === undefined) throw new Error(`unknown operation ${operation}`)
const clients = await connect()
const measurement = new Measurement()
await run(clients, next, measurement)
const result = measurement.result()
if (operation === 'watch') {
  tell('HELD')
  for await (const _ of process.stdin);
}
for (const client of clients) client.close()
console.log(JSON.stringify(result))
