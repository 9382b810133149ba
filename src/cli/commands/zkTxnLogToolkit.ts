import { defineCommand } from '../kit/command.ts'
import { txnLogResults } from '../zookeeper-files/results.ts'
import { txnLogOptions } from '../zookeeper-files/txn-log-options.ts'

export default defineCommand({
  name: 'zkTxnLogToolkit',
  summary: "print, mend or shorten a transaction log of ZooKeeper's",
  style: 'plain',
  endsWithReader: true,
  usage: '[-dhrvyc] file [-z zxid]',
  description:
    'Reads a file log.N of dataLogDir, of a server that need not run. Without options it prints all transactions, and which of them have a wrong checksum.\n\nNothing is changed in place: a mended log is written to the file with .fixed behind its name, a shortened one to the file with .chopped and the zxid behind it.',
  positional: ['file'],
  results: txnLogResults,
  options: Object.fromEntries(
    Object.entries(txnLogOptions).map(([letter, { name, argument, description }]) => [
      name,
      { alias: `-${letter}`, ...(argument ? { argument: name } : {}), description },
    ]),
  ),
  examples: [
    { command: 'zkTxnLogToolkit.sh data/version-2/log.1', effect: 'print what was changed since the first start' },
  ],
  async run(context) {
    const { runTxnLogToolkit } = await import('../zookeeper-files/txn-log-toolkit.ts')
    return runTxnLogToolkit(context)
  },
})
