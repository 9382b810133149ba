import { digestMd5Answer } from '../../wire/sasl/digest-md5.ts'
import { SaslError } from '../../wire/sasl/directives.ts'
import type { SaslMechanism } from './sasl.ts'

export interface DigestCredentials {
  readonly username: string
  readonly password: string
  /** The server's name in its own proof: `zookeeper`, unless `zookeeper.sasl.client.username` says otherwise. */
  readonly service: string
}

/** What ZooKeeper's servers call themselves in DIGEST-MD5. */
const host = 'zk-sasl-md5'

/** Logs in with name and password, which only the servers have to know. */
export function digestLogin({ username, password, service }: DigestCredentials): SaslMechanism {
  return {
    begin: (random) => {
      let checksOut: ((rspauth: Buffer) => boolean) | undefined
      return {
        first: Buffer.alloc(0),
        answer: (word) => {
          if (word === null) throw new SaslError('DIGEST-MD5: the server has nothing to say')
          if (checksOut === undefined) {
            const cnonce = random.bytes(30).toString('base64')
            const answer = digestMd5Answer(word, { username, password, service, host, cnonce })
            checksOut = answer.checksOut
            return answer.response
          }
          if (!checksOut(word))
            throw new SaslError("DIGEST-MD5: Server's rspauth value does not match what client expects")
          return undefined
        },
      }
    },
  }
}
