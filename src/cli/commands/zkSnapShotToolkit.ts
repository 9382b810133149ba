import { defineCommand } from '../kit/command.ts'
import { snapshotResults } from '../zookeeper-files/results.ts'

export default defineCommand({
  name: 'zkSnapShotToolkit',
  summary: "print the nodes and sessions of a ZooKeeper's snapshot",
  style: 'plain',
  endsWithReader: true,
  usage: '[-d|-json] file',
  description: 'Reads a file snapshot.N of dataDir, of a server that need not run.',
  positional: ['file'],
  results: snapshotResults,
  options: {
    d: { dash: '-', description: "print each node's data in base64 instead of its length" },
    json: { dash: '-', description: 'print names and sizes as JSON, in the form that ncdu reads' },
  },
  examples: [{ command: 'zkSnapShotToolkit.sh data/version-2/snapshot.0', effect: 'print all nodes with their stats' }],
  async run(context) {
    const { runSnapshotToolkit } = await import('../zookeeper-files/snapshot-toolkit.ts')
    return runSnapshotToolkit(context)
  },
})
