// The load generator, a process of its own: main MODE --host H --port P [--option value]...; prints one line of JSON.
import { failover } from './failover.ts'
import { group } from './group.ts'
import { holdConnections, holdGroups, metadataTime } from './hold.ts'
import { consume, endToEnd, type Figures, makeTopic, produce, removeTopic, topics } from './modes.ts'
import { type LoadOptions, loadOptions } from './options.ts'
import { allLead, makeTopics } from './whole-cluster.ts'

const modes: Record<string, (options: LoadOptions) => Promise<Figures>> = {
  produce,
  consume,
  e2e: endToEnd,
  topics,
  group,
  mktopic: makeTopic,
  rmtopic: removeTopic,
  failover,
  mktopics: makeTopics,
  'all-lead': allLead,
  'hold-connections': holdConnections,
  'hold-groups': holdGroups,
  metadata: metadataTime,
}

const [mode = '', ...rest] = process.argv.slice(2)
const run = modes[mode]
try {
  if (!run) throw new Error(`unknown mode ${mode}`)
  console.log(JSON.stringify(await run(loadOptions(rest))))
  process.exit(0)
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }))
  process.exit(1)
}
