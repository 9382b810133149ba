import { errorCode } from '../../wire/jute/errors.ts'
import { SaslRequest } from '../../wire/jute/requests.ts'
import { SaslResponse } from '../../wire/jute/responses.ts'
import { SaslError } from '../../wire/sasl/directives.ts'
import { decodeJute, MalformedError, type Writer, writeJute } from '../../wire/schema/index.ts'
import type { Request } from '../processors/request.ts'
import { authenticate } from './authentication.ts'
import type { ClientConnection } from './client-connection.ts'
import { replyFrame } from './replies.ts'
import { SaslExchange } from './sasl.ts'
import type { ServerCore } from './server-core.ts'

const noToken = (writer: Writer) => writeJute(SaslResponse, writer, { token: null })

/** Who a client proves to be, beside where it comes from. */
export class Identification {
  readonly #server: ServerCore
  readonly #client: ClientConnection
  readonly #exchange: SaslExchange | undefined

  constructor(server: ServerCore, client: ClientConnection) {
    this.#server = server
    this.#client = client
    this.#exchange = server.login === undefined ? undefined : new SaslExchange(server.login)
  }

  /** @throws MalformedError, WrongEnsembleError */
  auth({ cxid, body }: Request): void {
    const { security } = this.#server.config
    const proved = authenticate(body, security)
    const err = proved === undefined ? errorCode('authFailed') : 0
    for (const id of proved ?? []) this.#client.addId(id)
    this.#answer(cxid, err)
    if (proved === undefined) this.#client.finish()
  }

  /**
   * Without a login of its own a server answers no token, as ZooKeeper's do.
   * @throws MalformedError
   */
  sasl({ cxid, body }: Request): void {
    const { token } = decodeJute(SaslRequest, body)
    if (token === null) throw new MalformedError('a SASL request without a token')
    try {
      const answer = this.#exchange?.answer(token)
      if (answer?.user !== undefined) this.#loggedIn(answer.user)
      this.#answer(cxid, 0, (writer) => writeJute(SaslResponse, writer, { token: answer?.token ?? null }))
    } catch (error) {
      if (!(error instanceof SaslError)) throw error
      this.#loginFailed(cxid, error)
    }
  }

  #loggedIn(user: string): void {
    const { logger, config } = this.#server
    logger.info(`Session 0x${hex(this.#client.sessionId)}: adding SASL authorization for authorizationID: ${user}`)
    this.#client.addId({ scheme: 'sasl', id: user })
    if (user === config.security.superUser) this.#client.addId({ scheme: 'super', id: '' })
  }

  #loginFailed(cxid: number, { message }: SaslError): void {
    const { logger, config } = this.#server
    const { requiresSasl, allowsFailedSasl } = config.security
    logger.warn(`Client /${this.#client.peer} failed to SASL authenticate: ${message}`)
    if (allowsFailedSasl && !requiresSasl) {
      logger.warn('Maintaining client connection despite SASL authentication failure.')
      this.#answer(cxid, 0, noToken)
      return
    }
    logger.warn('Closing client connection due to SASL authentication failure.')
    this.#answer(cxid, errorCode(requiresSasl ? 'sessionClosedRequireAuth' : 'authFailed'), noToken)
    this.#client.finish()
  }

  /** Who hasn't proved what all have to prove may do nothing else. */
  turnAway(cxid: number): void {
    const schemes = this.#client.ids.map(({ scheme }) => scheme).join(', ')
    this.#server.logger.error(
      `Client authentication scheme(s) [${schemes}] does not match with any of the expected authentication scheme [${[...(this.#server.config.security.requiredSchemes ?? [])].join(', ')}], closing session.`,
    )
    this.#answer(cxid, errorCode('sessionClosedRequireAuth'))
    this.#client.finish()
  }

  /** Whether the client has proved enough to be served. */
  get suffices(): boolean {
    const { requiredSchemes } = this.#server.config.security
    return requiredSchemes === undefined || this.#client.ids.some(({ scheme }) => requiredSchemes.has(scheme))
  }

  /** An answer that is about the client, not about the tree. */
  #answer(cxid: number, err: number, body?: (writer: Writer) => void): void {
    this.#client.send(replyFrame({ xid: cxid, zxid: 0n, err }, body))
  }
}

function hex(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16)
}
