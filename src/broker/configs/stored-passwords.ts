import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { type BrokerConfig, isPassword, type Properties } from './broker-config.ts'
import { oldPasswordEncoder, type PasswordEncoder, passwordEncoder } from './password-encoder.ts'

/** A password that was encrypted under another secret, or not at all, is passed over. */
export const reportBadPassword = (logger: Logger) => (name: string, error: unknown) =>
  logger.error(`Dynamic password config ${name} could not be decoded, ignoring. ${error}`)

/** A broker's passwords, which lie in ZooKeeper encrypted, or not at all. */
export class StoredPasswords {
  readonly #config: BrokerConfig
  readonly #random: Random
  #encoder: PasswordEncoder | undefined

  constructor(config: BrokerConfig, random: Random) {
    this.#config = config
    this.#random = random
  }

  /** Settings as they are stored. Throws an `Error` in Kafka's words where there is no secret to encrypt under. */
  encode(properties: Properties): Map<string, string> {
    return this.#mapped(properties, (name, password) => [name, this.#encoderOrThrow().encode(password)])
  }

  /** Settings as they are meant, without passwords that can't be read. */
  decode(properties: Properties, onBad: (name: string, error: unknown) => void): Map<string, string> {
    return this.#mapped(properties, (name, text) => {
      try {
        return [name, this.#encoderOrThrow().decode(text)]
      } catch (error) {
        onBad(name, error)
        return undefined
      }
    })
  }

  /** Stored settings, with what was encrypted under the old secret under the new one; undefined when nothing was. */
  reencoded(properties: Properties): Map<string, string> | undefined {
    const old = oldPasswordEncoder((name) => this.#config.text(name), this.#random)
    if (old === undefined) return undefined
    let some = false
    const result = this.#mapped(properties, (name, text) => {
      const password = readable(old, text)
      some ||= password !== undefined
      return [name, password === undefined ? text : this.#encoderOrThrow().encode(password)]
    })
    return some ? result : undefined
  }

  #encoderOrThrow(): PasswordEncoder {
    this.#encoder ??= passwordEncoder((name) => this.#config.text(name), this.#random)
    if (this.#encoder === undefined) throw new Error('Password encoder secret not configured')
    return this.#encoder
  }

  #mapped(
    properties: Properties,
    change: (name: string, password: string) => [string, string] | undefined,
  ): Map<string, string> {
    const entries = [...properties].map(([name, text]): [string, string] | undefined =>
      isPassword(name) ? change(name, text) : [name, text],
    )
    return new Map(entries.filter((entry) => entry !== undefined))
  }
}

function readable(encoder: PasswordEncoder, text: string): string | undefined {
  try {
    return encoder.decode(text)
  } catch {
    return undefined
  }
}
