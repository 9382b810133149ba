import { checkInvalid, checkRequired } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { TokenOptions } from './options.ts'

const actions = ['create', 'renew', 'expire', 'describe'] as const

/** Which options go together: Kafka's checks in Kafka's order. */
export function checkTokenOptions(options: TokenOptions): void {
  if (actions.filter((action) => options.has(action)).length !== 1) {
    throw new UsageError('Command must include exactly one action: --create, --renew, --expire or --describe')
  }
  checkRequired(options, 'bootstrap-server', 'command-config')
  if (options.has('create')) checkRequired(options, 'max-life-time-period')
  if (options.has('renew')) checkRequired(options, 'hmac', 'renew-time-period')
  if (options.has('expire')) checkRequired(options, 'hmac', 'expiry-time-period')
  checkInvalid(options, 'create', ['hmac', 'renew-time-period', 'expiry-time-period'])
  checkInvalid(options, 'renew', ['renewer-principal', 'max-life-time-period', 'expiry-time-period', 'owner-principal'])
  checkInvalid(options, 'expire', ['max-life-time-period', 'renew-time-period', 'owner-principal'])
  checkInvalid(options, 'describe', ['renew-time-period', 'max-life-time-period', 'hmac', 'expiry-time-period'])
}
