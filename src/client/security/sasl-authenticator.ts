import { kafkaError } from '../../wire/kafka/errors.ts'
import {
  SaslAuthenticate,
  SaslAuthenticateRequest,
  type SaslAuthenticateResponse,
} from '../../wire/kafka/sasl-authenticate.ts'
import { SaslHandshake, SaslHandshakeRequest } from '../../wire/kafka/sasl-handshake.ts'
import type { SaslClient } from '../../wire/sasl/client.ts'
import { SaslError } from '../../wire/sasl/directives.ts'
import type { BrokerSession } from '../broker-connection.ts'
import { AuthenticationError } from '../errors.ts'

const unsupportedMechanism = 33
const illegalState = 34

/**
 * Proves to the broker who the client is (KIP-43, KIP-152).
 * Resolves with the milliseconds for which the broker believes it (KIP-368); 0 stands for as long as the connection.
 * @throws AuthenticationError, and what `BrokerConnection.send` throws
 */
export async function authenticate(
  session: BrokerSession,
  mechanism: string,
  client: SaslClient,
  timeoutMs: number,
): Promise<number> {
  await agreeOnMechanism(session, mechanism, timeoutMs)
  const version = session.version(SaslAuthenticateRequest)
  let message: Buffer | undefined = evaluated(() => client.begin())
  let lifetimeMs = 0
  while (message !== undefined) {
    const answer: SaslAuthenticateResponse = await session.send(
      SaslAuthenticate,
      version,
      { authBytes: message },
      timeoutMs,
    )
    if (answer.errorCode !== 0) throw refusal(answer.errorCode, answer.errorMessage)
    lifetimeMs = answer.sessionLifetimeMs
    message = evaluated(() => client.answer(answer.authBytes))
  }
  return lifetimeMs
}

async function agreeOnMechanism(session: BrokerSession, mechanism: string, timeoutMs: number): Promise<void> {
  const { errorCode, mechanisms } = await session.send(
    SaslHandshake,
    session.version(SaslHandshakeRequest, 1),
    { mechanism },
    timeoutMs,
  )
  if (errorCode === 0) return
  const enabled = `enabled mechanisms are [${mechanisms.join(', ')}]`
  if (errorCode === unsupportedMechanism) {
    const what = `Client SASL mechanism '${mechanism}' not enabled in the server, ${enabled}`
    throw new AuthenticationError('UnsupportedSaslMechanismException', what)
  }
  const what =
    errorCode === illegalState
      ? `Unexpected handshake request with client mechanism ${mechanism}, ${enabled}`
      : `Unknown error code ${kafkaError(errorCode).errorName}, client mechanism is ${mechanism}, ${enabled}`
  throw new AuthenticationError('IllegalSaslStateException', what)
}

function refusal(code: number, message: string | null): AuthenticationError {
  const error = kafkaError(code, message)
  return new AuthenticationError(error.exception, error.message)
}

/** In Java a mechanism's failure comes out of a privileged action, and Kafka tells all of it. */
function evaluated<T>(evaluate: () => T): T {
  try {
    return evaluate()
  } catch (error) {
    if (!(error instanceof SaslError)) throw error
    const reason = `java.security.PrivilegedActionException: javax.security.sasl.SaslException: ${error.message}`
    throw new AuthenticationError(
      'SaslAuthenticationException',
      `An error: (${reason}) occurred when evaluating SASL token received from the Kafka Broker. Kafka Client will go to AUTHENTICATION_FAILED state.`,
      error,
    )
  }
}
