import { list, long, result, string } from '../kit/schema/schema.ts'

const time = (about: string) => long(`${about}, in milliseconds since 1970.`)
const tokenFields = {
  tokenId: string("The token's id."),
  hmac: string('What proves that one has it, in base64: a secret.'),
  owner: string('Who it logs in, as User:NAME.'),
  requester: string('Who had it made.'),
  renewers: list(string('A principal.'), 'Who may renew it beside the owner.'),
  issuedAt: time('When it was made'),
  expiresAt: time('When it ends unless it is renewed'),
  endsAt: time('When it ends in any case'),
}

export const describedToken = result('delegation-token', 'A token, of --describe.', tokenFields)
export const createdToken = result('delegation-token-created', 'The token that --create had made.', tokenFields)
const changed = { hmac: string('Of the token.'), expiresAt: time('When it ends now') }
export const renewedToken = result('delegation-token-renewed', 'What --renew did.', changed)
export const expiredToken = result('delegation-token-expired', 'What --expire did.', changed)

export const tokenResults = [describedToken, createdToken, renewedToken, expiredToken]
