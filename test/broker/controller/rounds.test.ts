import { afterEach, describe, expect, it } from 'vitest'
import type { Controller } from '../../../src/broker/controller/controller.ts'
import { paths } from '../../../src/broker/znodes/paths.ts'
import { eventually } from '../../kit/servers.ts'
import { SeededRandom } from '../../simulation/seeded-random.ts'
import { Stage } from './stage.ts'

const ids = [1, 2, 3, 4]
const topicNames = ['a', 'b', 'c']

/** Random trouble for brokers 1 to 4, three of which may be the controller. */
class Round {
  readonly stage: Stage
  readonly #random
  readonly #epochs = new Map<number, number>()
  readonly #controllers: Controller[] = []
  readonly #leaderEpochs = new Map<string, number>()

  constructor(stage: Stage, seed: number) {
    this.stage = stage
    this.#random = new SeededRandom(seed)
  }

  async begin(): Promise<void> {
    for (const id of ids) await this.#start(id)
    for (const id of [1, 2, 3]) this.#controllers.push(await this.stage.controller(id))
    await this.#create()
  }

  #pick<T>(list: readonly T[]): T {
    const found = list[this.#random.int(list.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  #some(list: readonly number[]): number[] {
    const left = [...list]
    const count = 1 + this.#random.int(Math.min(3, left.length))
    return Array.from({ length: count }, () => left.splice(this.#random.int(left.length), 1)).flat()
  }

  get #live(): number[] {
    return [...this.#epochs.keys()]
  }

  get active(): Controller | undefined {
    return this.#controllers.find(({ isActive }) => isActive)
  }

  async #start(id: number): Promise<void> {
    this.stage.brokers.restart(id)
    this.stage.brokers.broken.delete(id)
    this.#epochs.set(id, await this.stage.register(id))
  }

  async #stop(id: number): Promise<void> {
    this.#epochs.delete(id)
    await this.stage.leave(id)
  }

  async #create(): Promise<void> {
    const name = this.#pick(topicNames)
    if (await this.stage.isThere(paths.topic(name))) return
    const partitions = Array.from({ length: 3 }, () => this.#some(ids))
    await this.stage.topic(name, partitions)
  }

  async #delete(): Promise<void> {
    const name = this.#pick(topicNames)
    if (!(await this.stage.isThere(paths.topic(name)))) return
    if (!(await this.stage.isThere(paths.deleteTopic(name))))
      await this.stage.client.create(paths.deleteTopic(name), null)
  }

  async #reassign(): Promise<void> {
    const replicas = this.#random.int(4) === 0 || this.#live.length === 0 ? null : this.#some(this.#live)
    const wanted = { topic: this.#pick(topicNames), partition: this.#random.int(3), replicas }
    await this.active?.alterReassignments([wanted])
  }

  async #failDirectory(): Promise<void> {
    if (this.#live.length < 2) return
    const id = this.#pick(this.#live)
    this.stage.brokers.broken.set(id, new Set(topicNames.map((name) => `${name}-0`)))
    const event = Buffer.from(JSON.stringify({ version: 1, broker: id, event: 1 }))
    await this.stage.client.create(`${paths.logDirEvents}/log_dir_event_`, event, { mode: 'persistentSequential' })
  }

  /** Leaders let all replicas of live brokers into their ISRs. */
  async grow(): Promise<void> {
    for await (const { topic, partition, state, replicas } of this.states(true)) {
      const isr = replicas.filter((id) => this.#isServing(id, `${topic}-${partition}`))
      const brokerEpoch = this.#epochs.get(state.leader)
      if (brokerEpoch === undefined || !isr.includes(state.leader)) continue
      const asked = { partitionIndex: partition, leaderEpoch: state.leaderEpoch, partitionEpoch: state.version }
      const newIsrWithEpochs = isr.map((brokerId) => ({ brokerId, brokerEpoch: -1 }))
      const partitions = [{ ...asked, newIsr: [], newIsrWithEpochs, leaderRecoveryState: 0 }]
      const topics = [{ topicName: topic, topicId: await this.stage.topicId(topic), partitions }]
      await this.active?.alterPartition({ brokerId: state.leader, brokerEpoch, topics }, 3)
    }
  }

  #isServing(id: number, partition: string): boolean {
    return this.#epochs.has(id) && !this.stage.brokers.broken.get(id)?.has(partition)
  }

  /** Of all partitions, those of topics that wait for their deletion only when asked for. */
  async *states(withGoing = false) {
    for (const topic of topicNames) {
      if (!(await this.stage.isThere(paths.topic(topic)))) continue
      if (!withGoing && (await this.stage.isThere(paths.deleteTopic(topic)))) continue
      for (let partition = 0; partition < 3; partition++) {
        const assignment = await this.stage.assignment(topic, partition)
        if (assignment === undefined) continue
        if (!(await this.stage.isThere(paths.partitionState(topic, partition)))) continue
        yield {
          topic,
          partition,
          assignment,
          replicas: assignment.replicas,
          state: await this.stage.state(topic, partition),
        }
      }
    }
  }

  async step(): Promise<void> {
    const all = () => topicNames.flatMap((topic) => [0, 1, 2].map((partition) => ({ topic, partition })))
    const steps: [number, () => Promise<unknown>][] = [
      [4, async () => this.#live.length > 0 && this.#stop(this.#pick(this.#live))],
      [5, async () => this.#startOne()],
      [4, () => this.#reassign()],
      [4, () => this.grow()],
      [2, () => this.#create()],
      [1, () => this.#delete()],
      [1, () => this.#failDirectory()],
      [1, async () => this.active?.electLeaders('preferred', all())],
      [1, async () => this.active?.electLeaders('unclean', all())],
      [1, () => this.stage.client.delete(paths.controller)],
      [1, () => this.#leaveControlled()],
    ]
    const bag = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step))
    await this.#pick(bag)().catch((error: unknown) => {
      const text = String(error)
      if (!/NOT_CONTROLLER|not the correct controller|no node|NoNode|epoch|controller moved|does not exist/i.test(text))
        throw error
    })
  }

  async #startOne(): Promise<void> {
    const dead = ids.filter((id) => !this.#epochs.has(id))
    if (dead.length > 0) await this.#start(this.#pick(dead))
  }

  async #leaveControlled(): Promise<void> {
    if (this.#live.length < 2) return
    const id = this.#pick(this.#live)
    await this.active?.controlledShutdown(id, this.#epochs.get(id) ?? -1)
    await this.#stop(id)
  }

  /** What must be true whenever the controller rests. */
  async check(): Promise<void> {
    for await (const { topic, partition, state, replicas } of this.states()) {
      const name = `${topic}-${partition} ${JSON.stringify(state)} of ${replicas}`
      expect(state.isr.length, name).toBeGreaterThan(0)
      if (state.leader !== -1) expect(state.isr, name).toContain(state.leader)
      const key = `${await this.stage.topicId(topic)}-${partition}`
      expect(state.leaderEpoch, name).toBeGreaterThanOrEqual(this.#leaderEpochs.get(key) ?? 0)
      this.#leaderEpochs.set(key, state.leaderEpoch)
      if (state.leader !== -1) expect(this.#isServing(state.leader, `${topic}-${partition}`), name).toBe(true)
      this.#checkTold(`${topic}-${partition}`, name, state, replicas)
    }
  }

  #checkTold(
    partition: string,
    name: string,
    { leader, leaderEpoch, isr }: { leader: number; leaderEpoch: number; isr: readonly number[] },
    replicas: readonly number[],
  ): void {
    for (const id of this.#live) {
      const known = this.stage.brokers.metadata.get(id)?.get(partition)
      expect(known, `metadata of ${id}: ${name}`).toBe(`${leader}@${leaderEpoch} of ${isr}`)
      if (!replicas.includes(id) || !this.#isServing(id, partition)) continue
      expect(this.stage.brokers.replicas.get(id)?.get(partition), `replica on ${id}: ${name}`).toMatchObject({
        leader,
        leaderEpoch,
      })
    }
  }

  /** Everybody comes back, and what was left undone is done. */
  async settle(): Promise<void> {
    for (const id of ids) {
      if (this.stage.brokers.broken.has(id) && this.#epochs.has(id)) await this.#stop(id)
      await this.stage.quiet()
      if (!this.#epochs.has(id)) await this.#start(id)
    }
    await eventually('there is a controller', () => this.active !== undefined)
    await this.stage.quiet()
    for (let times = 0; times < 3; times++) {
      await this.grow()
      await this.stage.quiet()
      await this.check()
    }
    const all = topicNames.flatMap((topic) => [0, 1, 2].map((partition) => ({ topic, partition })))
    await this.active?.electLeaders('unclean', all)
    await this.grow()
    await this.stage.quiet()
    await this.check()
    expect((await this.stage.client.children(paths.deleteTopics)).children).toEqual([])
    expect((await this.active?.listReassignments(null)) ?? []).toEqual([])
    for await (const { topic, partition, state, assignment } of this.states()) {
      const name = `${topic}-${partition}: ${JSON.stringify(state)} of ${JSON.stringify(assignment)}`
      expect([...state.isr].sort(), name).toEqual([...assignment.replicas].sort())
      expect(assignment.adding.length + assignment.removing.length, name).toBe(0)
    }
  }
}

describe('random trouble ends with every partition led, in sync and told to everybody', () => {
  let stage: Stage
  afterEach(() => stage.close())
  const rounds = Number(process.env.ROUNDS ?? 6)
  const first = Number(process.env.SEED ?? 1)
  for (let seed = first; seed < first + rounds; seed++) {
    it(`seed ${seed}`, async () => {
      stage = await Stage.open()
      const round = new Round(stage, seed)
      await round.begin()
      for (let step = 0; step < 40; step++) {
        await round.step()
        if (step % 4 !== 3) continue
        await eventually('there is a controller', () => round.active !== undefined)
        await stage.quiet()
        await round.check()
      }
      await round.settle()
    })
  }
})
