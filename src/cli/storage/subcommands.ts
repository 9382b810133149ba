import { helpOption, subcommand } from '../kit/argparse/subcommand.ts'
import { configOption, formatOptions } from './options.ts'
import { madeUuid } from './results.ts'

export const info = subcommand({
  summary: 'tell what the log directories of a server are formatted for',
  options: configOption,
  run: async (context, options) => {
    const { runStorage } = await import('./run.ts')
    return runStorage(context, options, async (server) => (await import('./info.ts')).info(context, server))
  },
})

export const format = subcommand({
  summary: 'make the log directories of a server ready for a KRaft cluster',
  options: formatOptions,
  run: async (context, options) => {
    const { runStorage } = await import('./run.ts')
    return runStorage(context, options, async (server) =>
      (await import('./format.ts')).format(context, server, options),
    )
  },
})

export const randomUuid = subcommand({
  summary: 'make an id for a cluster',
  options: { h: helpOption },
  run: async ({ report, random }) => {
    const uuid = (await import('../../base/uuid.ts')).randomUuid(random)
    report.results(madeUuid, [{ uuid }], () => `${uuid}\n`)
    return 0
  },
})
