import { checkDigestMd5, digestMd5Challenge } from '../../wire/sasl/digest-md5.ts'
import { SaslError } from '../../wire/sasl/directives.ts'

/** What a server needs to let clients log in by SASL DIGEST-MD5. */
export interface SaslLogin {
  /** Passwords by users' names. */
  readonly users: ReadonlyMap<string, string>
  /** A text that was never used before, and is hard to guess. */
  newNonce(): string
}

/** ZooKeeper's servers and clients take the same name for every server. */
const service = { service: 'zookeeper', host: 'zk-sasl-md5' }

/** One client's login: a challenge to nothing said, then proof against proof. */
export class SaslExchange {
  readonly #login: SaslLogin
  #nonce: string | undefined
  #isOver = false

  constructor(login: SaslLogin) {
    this.#login = login
  }

  /**
   * The answer to the client's token, and who the client is when that is proved.
   * @throws SaslError
   */
  answer(token: Buffer): { token: Buffer; user?: string } {
    if (this.#isOver) throw new SaslError('DIGEST-MD5: Server at illegal state')
    return this.#nonce === undefined ? this.#challenge() : this.#check(token, this.#nonce)
  }

  /** Whatever the client said first, as in Java. */
  #challenge(): { token: Buffer } {
    this.#nonce = this.#login.newNonce()
    return { token: digestMd5Challenge(this.#asked(this.#nonce)) }
  }

  #check(token: Buffer, nonce: string): { token: Buffer; user: string } {
    this.#isOver = true
    const { username, rspauth } = checkDigestMd5(token, this.#asked(nonce))
    return { token: rspauth, user: username }
  }

  #asked(nonce: string) {
    return { ...service, nonce, passwordOf: (name: string) => this.#login.users.get(name) }
  }
}
