import { defineCommand } from '../kit/command.ts'
import { leaderElectionOptions } from '../leader-election/options.ts'
import { electionResults } from '../leader-election/results.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-leader-election',
  summary: 'elect new leaders of partitions',
  about:
    'This tool attempts to elect a new leader for a set of topic partitions. The type of elections supported are preferred replicas and unclean replicas.',
  description:
    'A preferred election gives partitions back to the first of their replicas, where that one is alive and in sync. An unclean election gives partitions that have no leader to a replica that was not in sync, and loses what that one does not have.',
  parseErrors: 'trace',
  parseErrorExitCode: 0,
  examples: [
    {
      command:
        'kafka-leader-election --bootstrap-server localhost:9092 --election-type preferred --all-topic-partitions',
      effect: 'Give all partitions back to their preferred leaders.',
    },
    {
      command:
        'kafka-leader-election --bootstrap-server localhost:9092 --election-type unclean --topic orders --partition 0',
      effect: 'Give a partition without a leader to a replica that lagged behind.',
    },
  ],
  options: leaderElectionOptions,
  results: electionResults,
  run: async (context, options) => {
    const { runLeaderElection } = await import('../leader-election/run.ts')
    return runLeaderElection(context, options)
  },
})
