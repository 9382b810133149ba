import type { Random } from '../../base/random.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { SaslRequest } from '../../wire/jute/requests.ts'
import { SaslResponse } from '../../wire/jute/responses.ts'
import { readJute, writeJute } from '../../wire/schema/index.ts'
import type { Request } from './request.ts'

/** How a client proves who it is, or why it can't. */
export type SaslLogin = SaslMechanism | { readonly problem: string }

export interface SaslMechanism {
  /** For one connection. */
  begin(random: Random): SaslConversation
}

export interface SaslConversation {
  readonly first: Buffer
  /** What to say to the server's word; undefined when both know enough. @throws SaslError when it is none to trust */
  answer(word: Buffer | null): Buffer | undefined
}

/** Proves who the client is; `ask` is one word to the server, and its answer. Rejects with a SaslError, and as `ask` does. */
export async function proveIdentity(
  { first, answer }: SaslConversation,
  ask: (request: Request<Buffer | null>) => Promise<Buffer | null>,
): Promise<void> {
  for (let word: Buffer | undefined = first; word !== undefined; ) word = answer(await ask(saslRequest(word)))
}

function saslRequest(token: Buffer): Request<Buffer | null> {
  return {
    type: opCode.sasl,
    write: (writer) => writeJute(SaslRequest, writer, { token }),
    read: (reader) => readJute(SaslResponse, reader).token,
  }
}
