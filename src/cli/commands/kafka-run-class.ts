import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'plain',
  name: 'kafka-run-class',
  summary: "run one of the commands by the name of Kafka's Java class",
  description: `Runs the command that stands for the class: kafka.tools.GetOffsetShell, and org.apache.kafka.tools.GetOffsetShell as it is called today, run kafka-get-offsets. Other classes need Java, and the command says so.

-daemon starts it in the background, with its output in the file that -name says, in LOG_DIR or logs; -loggc is of no meaning without a JVM.`,
  usage: '[-daemon] [-name servicename] [-loggc] classname [opts]',
  examples: [
    {
      command: 'kafka-run-class kafka.tools.GetOffsetShell --broker-list localhost:9092 --topic t',
      effect: 'Run kafka-get-offsets.',
    },
  ],
  options: {
    daemon: { dash: '-', description: 'Start it in the background.' },
    name: { dash: '-', argument: 'servicename', description: "The name of the background process's output file." },
    loggc: { dash: '-', description: 'Of no meaning here: it is about the log of the JVM.' },
  },
  run: async (context) => (await import('../run-class/run.ts')).runClass(context),
})
