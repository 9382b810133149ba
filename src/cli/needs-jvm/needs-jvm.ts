import { defineCommand } from '../kit/command.ts'
import type { Command } from '../kit/definition.ts'
import { printLine } from '../kit/output.ts'

interface JvmTool {
  readonly summary: string
  /** Why it is not here: goes on from "<name>". */
  readonly why: string
  /** What to do, as a sentence of its own. */
  readonly instead: string
}

const connect: Pick<JvmTool, 'why' | 'instead'> = {
  why: 'runs connectors, which are Java classes and need a JVM',
  instead: "Use the script of Apache Kafka's own distribution: its workers work with this cluster as with any other.",
}

/** The scripts of Kafka's bin/ that make no sense without Java. */
const tools = {
  'connect-distributed': { summary: 'a worker of Kafka Connect (needs Java)', ...connect },
  'connect-mirror-maker': { summary: 'MirrorMaker 2 (needs Java)', ...connect },
  'connect-plugin-path': {
    summary: 'plugins of Kafka Connect (needs Java)',
    why: 'looks into jar files for connectors, which are Java classes',
    instead: "Use the script of Apache Kafka's own distribution.",
  },
  'connect-standalone': { summary: 'Kafka Connect in one process (needs Java)', ...connect },
  'kafka-metadata-shell': {
    summary: 'a look into the metadata log of KRaft (needs Java)',
    why: 'reads the metadata log of a KRaft controller, which clusters with ZooKeeper do not have',
    instead: 'Use zookeeper-shell here, and kafka-dump-log --cluster-metadata-decoder for files of KRaft.',
  },
  'kafka-mirror-maker': {
    summary: 'the first MirrorMaker (needs Java)',
    why: 'is the first MirrorMaker, deprecated since Kafka 3.0, with handlers that are Java classes',
    instead: "Use connect-mirror-maker of Apache Kafka's own distribution, or kcat.",
  },
  trogdor: {
    summary: "Kafka's own stress test (needs Java)",
    why: "drives Kafka's own stress tests, which are Java classes",
    instead: 'Use kafka-producer-perf-test and kafka-consumer-perf-test for load, `kafkabox` for trouble.',
  },
} as const satisfies Record<string, JvmTool>

/** The command that says so: one line, and exit code 1. */
export function needsJvm(name: keyof typeof tools): Command {
  const { summary, why, instead }: JvmTool = tools[name]
  const sentence = `${name} ${why}. ${instead}`
  return defineCommand({
    style: 'plain',
    name,
    summary,
    description: `${sentence}\n\nThis command only says so, and ends with 1.`,
    results: [],
    options: {},
    run: async ({ report, stderr }) => {
      report.failure(new Error(sentence), () => printLine(stderr, sentence))
      return 1
    },
  })
}
