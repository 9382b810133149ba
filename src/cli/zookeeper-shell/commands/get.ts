import { isUtf8 } from 'node:buffer'
import type { ValueOf } from '../../kit/schema/schema.ts'
import { deprecated } from '../deprecated.ts'
import { statObject, statText } from '../node-stat.ts'
import { nodeData } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const get: ShellCommand = {
  name: 'get',
  usage: '[-s] [-w] path',
  words: 2,
  options: { s: { description: 'stats' }, w: { description: 'watch' } },
  run: async ({ zookeeper, report, stderr, watch }, line) => {
    const old = line.args.length > 2
    if (old) deprecated(stderr, 'get path [watch]', 'get [-s] [-w] path')
    const path = line.arg(1)
    const { data, stat } = await zookeeper.get(path, { watch: old || line.has('w') ? watch : undefined })
    report.results(nodeData, [{ path, ...dataObject(data), stat: statObject(stat) }], () => {
      return `${data === null ? 'null' : data.toString()}\n${line.has('s') ? statText(stat) : ''}`
    })
  },
}

function dataObject(data: Buffer | null): Pick<ValueOf<typeof nodeData>, 'data' | 'encoding'> {
  const encoding = data === null || isUtf8(data) ? 'utf8' : 'base64'
  return { data: data?.toString(encoding) ?? null, encoding }
}
