import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorCode } from '../../../src/wire/jute/errors.ts'
import type { DataTree } from '../../../src/zookeeper/tree/data-tree.ts'
import { pathOf, type Step, Workshop, workSteps } from './workshop.ts'

interface ModelNode {
  data: string
  version: number
  aversion: number
  owner: number
  created: number
  children: Set<string>
}

/** What the tree should do, written as plainly as can be. */
class Model {
  nodes = new Map<string, ModelNode>([['/', node('', 0)]])
  sessions = new Set<number>()

  perform(step: Step): number {
    switch (step.kind) {
      case 'create':
        return this.create(pathOf(step), step.parent, step.flags, step.name)
      case 'delete':
        return this.delete(pathOf(step), step.parent)
      case 'set':
      case 'setAcl':
        return this.change(pathOf(step), step.kind)
      case 'session':
        this.sessions.add(step.name)
        return 0
      case 'end':
        return this.end(step.name)
      case 'multi':
        return this.multi(step.steps)
    }
  }

  create(base: string, parentName: number, flags: number, session: number): number {
    const parentPath = parentName === 0 ? '/' : `/${parentName}`
    const parent = this.nodes.get(parentPath)
    if (parent === undefined) return errorCode('noNode')
    const isSequential = flags === 2 || flags === 3
    const path = isSequential ? base + String(parent.created).padStart(10, '0') : base
    if (this.nodes.has(path)) return errorCode('nodeExists')
    if (parent.owner !== 0) return errorCode('noChildrenForEphemerals')
    parent.created++
    parent.children.add(path)
    this.nodes.set(path, node(base, flags === 1 || flags === 3 ? session : 0))
    return 0
  }

  delete(path: string, parentName: number): number {
    const parent = this.nodes.get(parentName === 0 ? '/' : `/${parentName}`)
    const found = this.nodes.get(path)
    if (parent === undefined || found === undefined) return errorCode('noNode')
    if (found.children.size > 0) return errorCode('notEmpty')
    parent.children.delete(path)
    this.nodes.delete(path)
    return 0
  }

  change(path: string, kind: 'set' | 'setAcl'): number {
    const found = this.nodes.get(path)
    if (found === undefined) return errorCode('noNode')
    if (kind === 'setAcl') found.aversion++
    else Object.assign(found, { data: 'd', version: found.version + 1 })
    return 0
  }

  end(session: number): number {
    this.sessions.delete(session)
    for (const [path, { owner }] of [...this.nodes]) {
      if (owner !== session) continue
      this.nodes.delete(path)
      for (const { children } of this.nodes.values()) children.delete(path)
    }
    return 0
  }

  /** Everything on a copy first. */
  multi(steps: readonly Step[]): number {
    const before = structuredClone(this.nodes)
    for (const step of steps.filter(({ kind }) => kind !== 'setAcl')) {
      const sessionStep = step.kind === 'create' ? { ...step } : step
      const err = step.kind === 'create' ? this.createInMulti(step) : this.perform(sessionStep)
      if (err === 0) continue
      this.nodes = before
      return err
    }
    return 0
  }

  /** The operations of a multi all belong to session 1. */
  createInMulti(step: Extract<Step, { kind: 'create' }>): number {
    return this.create(pathOf(step), step.parent, step.flags, 1)
  }
}

function node(data: string, owner: number): ModelNode {
  return { data, version: 0, aversion: 0, owner, created: 0, children: new Set() }
}

function stateOf(tree: DataTree) {
  return [...tree.nodes]
    .filter(([path]) => !path.startsWith('/zookeeper'))
    .map(([path, { data, stat, children }]) => ({
      path,
      data: data?.toString(),
      version: stat.version,
      aversion: stat.aversion,
      owner: tree.lifetime(stat) === 'ephemeral' ? Number(stat.ephemeralOwner) : 0,
      created: stat.cversion,
      children: [...(children ?? [])].filter((child) => child !== 'zookeeper').length,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function stateOfModel({ nodes }: Model) {
  return [...nodes]
    .map(([path, { children, ...rest }]) => ({ path, ...rest, children: children.size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

test('the tree does what the model does, however many transactions are decided before they are applied', () => {
  fc.assert(
    fc.property(workSteps, fc.integer({ min: 1, max: 8 }), (steps, atOnce) => {
      const workshop = new Workshop()
      const model = new Model()
      for (let start = 0; start < steps.length; start += atOnce) {
        const lot = steps.slice(start, start + atOnce)
        const entries = lot.map((step) => workshop.decide(step))
        const wanted = lot.map((step) => model.perform(step))
        for (const entry of entries) workshop.apply(entry)
        expect(entries.map(errorOf)).toEqual(wanted)
      }
      expect(stateOf(workshop.database.tree)).toEqual(stateOfModel(model))
      expect(workshop.database.digestMismatches).toBe(0)
      expect(workshop.outlook.isSettled).toBe(true)
    }),
    { numRuns: 300 },
  )
})

function errorOf({ txn }: ReturnType<Workshop['decide']>): number {
  if (txn.kind === 'error') return txn.err
  if (txn.kind !== 'multi') return 0
  for (const { txn: each } of txn.txns) if (each.kind === 'error') return each.err
  return 0
}
