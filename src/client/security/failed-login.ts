import type { Logger } from '../../base/logger.ts'
import { javaTrace, wrappedException } from '../errors.ts'
import { loginException } from './jaas-login.ts'

/** What came in the way of a token, logged and wrapped as Kafka's login module does it. */
export function failedLogin(error: unknown, logger: Logger): Error {
  const message = error instanceof Error ? error.message : String(error)
  logger.named('org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule').error(message, javaTrace(error))
  const reason = 'An internal error occurred while retrieving token from callback handler'
  return wrappedException(loginException(reason, error))
}
