import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const tokenOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: '',
    takes: 'servers',
    description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'command-config': {
    argument: '',
    takes: 'client-config',
    description:
      'REQUIRED: A file with properties for the admin client. Brokers give tokens only to those who prove who they are: by SASL, or a certificate.',
  },
  create: { description: 'Have a token made.' },
  renew: { description: 'Let a token live longer.' },
  expire: { description: 'Let a token end sooner, or at once.' },
  describe: { description: 'Show the tokens of --owner-principal.' },
  'owner-principal': {
    argument: '',
    takes: 'principal',
    optional: true,
    repeatable: true,
    description: 'Whose tokens are meant, as User:NAME. May be given several times.',
  },
  'renewer-principal': {
    argument: '',
    takes: 'principal',
    optional: true,
    repeatable: true,
    description: 'Who may renew the new token, as User:NAME. May be given several times.',
  },
  'max-life-time-period': {
    argument: '',
    optional: true,
    type: 'long',
    description:
      'How many milliseconds the new token can live at most; -1 for what delegation.token.max.lifetime.ms of the brokers says.',
  },
  'renew-time-period': {
    argument: '',
    optional: true,
    type: 'long',
    description:
      'How many milliseconds from now it shall live; -1 for what delegation.token.expiry.time.ms of the brokers says.',
  },
  'expiry-time-period': {
    argument: '',
    optional: true,
    type: 'long',
    description: 'How many milliseconds from now it shall live still; -1 ends it at once.',
  },
  hmac: {
    argument: '',
    optional: true,
    description: 'Which token is meant: the HMAC that --create and --describe show.',
  },
} as const satisfies OptionTable

export type TokenOptions = OptionSet<typeof tokenOptions>
