import { illegalArgument } from '../../client/errors.ts'
import { checkInvalid } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { ClientMetricsOptions } from './options.ts'

const actions = ['alter', 'delete', 'describe', 'list'] as const
const ofAlter = ['generate-name', 'interval', 'match', 'metrics'] as const

/** @throws UsageError and ClientError for what can't go together, as Kafka's tool does */
export function checkClientMetricsOptions(options: ClientMetricsOptions): void {
  if (actions.filter((action) => options.has(action)).length !== 1) {
    throw new UsageError('Command must include exactly one action: --alter, --delete, --describe or --list.')
  }
  if (!options.has('bootstrap-server')) throw illegalArgument('--bootstrap-server must be specified.')
  checkInvalid(options, 'delete', ofAlter)
  checkInvalid(options, 'describe', ofAlter)
  checkInvalid(options, 'list', ['name', ...ofAlter])
  const [isNamed, isGenerated] = [options.has('name'), options.has('generate-name')]
  if (options.has('alter') && isNamed === isGenerated) {
    throw illegalArgument('One of --name or --generate-name must be specified with --alter.')
  }
  if (options.has('delete') && !isNamed) {
    throw illegalArgument('A client metrics resource name must be specified with --delete.')
  }
}
