import { checkAclOptions } from '../acls/checks.ts'
import { aclOptions } from '../acls/options.ts'
import { aclResults } from '../acls/results.ts'
import { defineCommand } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-acls',
  summary: 'allow and deny principals operations on topics, groups and the cluster',
  about: 'This tool helps to manage acls on kafka.',
  description:
    'Shows, adds and removes the entries by which an authorizer decides who may do what. A broker has entries only where authorizer.class.name is set; others answer that no Authorizer is configured.\n\nEntries of the same resource add up. A denying entry wins over all that allow, and where a resource has any entry, whoever is not mentioned may do nothing with it.',
  parseErrors: 'uncaught',
  examples: [
    {
      command:
        'kafka-acls --bootstrap-server localhost:9092 --add --allow-principal User:alice --producer --topic orders',
      effect: 'Let alice produce to a topic.',
    },
    {
      command:
        'kafka-acls --bootstrap-server localhost:9092 --add --allow-principal User:bob --consumer --topic orders --group billing',
      effect: 'Let bob consume it in a group.',
    },
    {
      command: 'kafka-acls --bootstrap-server localhost:9092 --list --topic orders --resource-pattern-type match',
      effect: 'Show all entries that have an effect on the topic, prefixes and the wildcard too.',
    },
  ],
  options: aclOptions,
  results: aclResults,
  check: (options, { stderr }) => checkAclOptions(options, (line) => printLine(stderr, line)),
  run: async (context, options) => {
    const { runAcls } = await import('../acls/run.ts')
    return runAcls(context, options)
  },
})
