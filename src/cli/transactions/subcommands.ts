import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import { helpOption, subcommand } from '../kit/argparse/subcommand.ts'
import {
  abortOptions,
  describeOptions,
  describeProducersOptions,
  findHangingOptions,
  type TransactionOptionTable,
} from './options.ts'

type Outer = ArgumentSet<TransactionOptionTable>

const loadRun = () => import('./run.ts')

export const list = subcommand({
  summary: 'list all transactional ids',
  options: { h: helpOption },
  run: async (context, _options, outer: Outer) => {
    const [{ runTransactions }, { list: work }] = await Promise.all([loadRun(), import('./list.ts')])
    return runTransactions(context, outer, (cluster) => work(context, cluster))
  },
})

export const describe = subcommand({
  summary: 'show the state of a transactional id',
  options: describeOptions,
  run: async (context, options, outer: Outer) => {
    const [{ runTransactions }, { describe: work }] = await Promise.all([loadRun(), import('./describe.ts')])
    const id = options.value('transactional-id') ?? ''
    return runTransactions(context, outer, (cluster) => work(context, cluster, id))
  },
})

export const describeProducers = subcommand({
  summary: 'show the producers that a partition knows of',
  options: describeProducersOptions,
  run: async (context, options, outer: Outer) => {
    const [{ runTransactions }, { printProducers }] = await Promise.all([loadRun(), import('./describe-producers.ts')])
    const partition = { topic: options.value('topic') ?? '', partition: options.value('partition') ?? 0 }
    const broker = options.value('broker-id')
    return runTransactions(context, outer, (cluster) => printProducers(context, cluster, partition, broker))
  },
})

export const abort = subcommand({
  summary: 'abort a transaction that hangs',
  options: abortOptions,
  run: async (context, options, outer: Outer) => {
    const [{ runTransactions }, { abort: work }] = await Promise.all([loadRun(), import('./abort.ts')])
    return runTransactions(context, outer, (cluster) => work(context, cluster, options))
  },
})

export const findHanging = subcommand({
  summary: 'find transactions that hang',
  options: findHangingOptions,
  run: async (context, options, outer: Outer) => {
    const [{ runTransactions }, { findHanging: work }] = await Promise.all([loadRun(), import('./find-hanging.ts')])
    return runTransactions(context, outer, (cluster) => work(context, cluster, options))
  },
})
