/** A token by which somebody logs in as its owner (KIP-48). Principals are `User:alice`, times milliseconds since 1970. */
export interface DelegationToken {
  readonly tokenId: string
  /** What proves that one has it. */
  readonly hmac: Buffer
  readonly owner: string
  /** Who had it made (KIP-373). */
  readonly requester: string
  /** Who may renew it beside the owner. */
  readonly renewers: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
  /** It can't be renewed beyond that. */
  readonly endsAt: number
}

interface Principal {
  readonly principalType: string
  readonly principalName: string
}

interface TokenFields extends Principal {
  readonly tokenId: string
  readonly hmac: Buffer
  readonly tokenRequesterPrincipalType: string
  readonly tokenRequesterPrincipalName: string
}

/** A principal as requests carry it. */
export function principalFields(principal: string): Principal {
  const colon = principal.indexOf(':')
  return { principalType: principal.slice(0, colon), principalName: principal.slice(colon + 1) }
}

export const principalText = ({ principalType, principalName }: Principal): string =>
  `${principalType}:${principalName}`

/** What answers tell of a token in one way. Before 3.3 whoever asks for a token owns it. */
export function tokenIdentity(fields: TokenFields): Pick<DelegationToken, 'tokenId' | 'hmac' | 'owner' | 'requester'> {
  const { tokenId, hmac, tokenRequesterPrincipalType: type, tokenRequesterPrincipalName: name } = fields
  const owner = principalText(fields)
  return { tokenId, hmac, owner, requester: name === '' ? owner : `${type}:${name}` }
}
