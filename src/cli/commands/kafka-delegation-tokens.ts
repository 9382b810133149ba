import { checkTokenOptions } from '../delegation-tokens/checks.ts'
import { tokenOptions } from '../delegation-tokens/options.ts'
import { tokenResults } from '../delegation-tokens/results.ts'
import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-delegation-tokens',
  summary: 'make, renew, end and show tokens by which others can log in for one',
  about: 'This tool helps to create, renew, expire, or describe delegation tokens.',
  description:
    'A token lets programs log in as its owner (SASL/SCRAM, with the id as name and the HMAC as password) without his password. Brokers give them only where delegation.token.secret.key is set, and only to those who prove who they are.',
  parseErrors: 'trace',
  examples: [
    {
      command:
        'kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config alice.properties --create --max-life-time-period -1 --renewer-principal User:bob',
      effect: 'Have a token made that bob can renew.',
    },
    {
      command:
        'kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config alice.properties --describe --owner-principal User:alice',
      effect: "Show alice's tokens.",
    },
  ],
  options: tokenOptions,
  results: tokenResults,
  check: checkTokenOptions,
  run: async (context, options) => {
    const { runTokens } = await import('../delegation-tokens/run.ts')
    return runTokens(context, options)
  },
})
