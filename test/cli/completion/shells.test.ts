import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../kit/bundle.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { hasTerminals, Terminal } from '../../kit/terminal.ts'

const bin = path.join(root, 'bin')
const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const servers = new ServerSet()
let cluster: KafkaCluster

/** Each without the user's own files. */
const shells = {
  bash: { command: ['bash', '--norc', '--noprofile'], load: 'eval "$(kafkabox completion bash)"' },
  zsh: { command: ['zsh', '-f'], load: 'autoload -Uz compinit; compinit -u -D; eval "$(kafkabox completion zsh)"' },
  fish: { command: ['fish', '--no-config'], load: 'kafkabox completion fish | source' },
} as const

beforeAll(async () => {
  cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours'] })
  for (const topic of ['orders', 'payments-in', 'payments-out']) await cluster.createTopic(topic, [[0]])
  writeFileSync(path.join(home, 'client.properties'), '')
})
afterAll(async () => {
  await servers.dispose()
  rmSync(home, { recursive: true, force: true })
})

describe.each(Object.entries(shells))('completion in %s', (name, { command, load }) => {
  const isThere = hasTerminals && spawnSync(name, ['--version']).status === 0

  test.skipIf(!isThere)(
    `offers options, words and what the cluster has (skipped where there is no ${name})`,
    async () => {
      const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, XDG_DATA_HOME: home, PS1: '> ', PROMPT: '> ' }
      const terminal = new Terminal(['env', '-C', home, ...command], env)
      try {
        terminal.type(`${load}; echo loa''ded\n`)
        await terminal.shows(/loaded\s/)
        const line = async (typed: string, shown: RegExp) => {
          terminal.type(`\u0015${typed}\t`)
          await terminal.shows(shown)
        }
        const server = `--bootstrap-server localhost:${cluster.broker(0).port}`
        await line('kafka-topics.sh --under-rep', /kafka-topics.sh --under-replicated-partitions/)
        await line(`kafka-topics ${server} --topic ord`, /--topic orders/)
        await line(`kafka-topics ${server} --topic=ord`, /--topic=orders/)
        await line(`kafka-topics ${server} --topic paym`, /--topic payments-/)
        await line('kafka-leader-election --election-type unc', /--election-type unclean/)
        await line('kafka-topics --command-config cl', /--command-config client\.properties/)
        await line('kafka-cluster clu', /kafka-cluster cluster-id/)
        await line(`zookeeper-shell localhost:${cluster.zookeeper.port} get /brok`, /get \/brokers/)
        await line('kafkabox compl', /kafkabox completion/)
      } finally {
        terminal.end()
      }
      expect(terminal.text).not.toMatch(/rror/)
    },
  )
})
