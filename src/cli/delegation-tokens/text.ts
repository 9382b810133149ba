import type { DelegationToken } from '../../client/delegation-token.ts'

/** Local time as `2026-11-23T07:14`. */
export function minuteText(milliseconds: number): string {
  const date = new Date(milliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

const widths = [15, 30, 15, 15, 25, 15, 15, 15]
const titles = ['TOKENID', 'HMAC', 'OWNER', 'REQUESTER', 'RENEWERS', 'ISSUEDATE', 'EXPIRYDATE', 'MAXDATE']

const row = (cells: readonly string[]) => `\n${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ')}\n`

/** A table with an empty line before each row. */
export function tokensText(tokens: readonly DelegationToken[]): string {
  return [titles, ...tokens.map(cellsOf)].map(row).join('')
}

function cellsOf(token: DelegationToken): string[] {
  return [
    token.tokenId,
    token.hmac.toString('base64'),
    token.owner,
    token.requester,
    listText(token.renewers),
    minuteText(token.issuedAt),
    minuteText(token.expiresAt),
    minuteText(token.endsAt),
  ]
}

/** As Java prints a list. */
export const listText = (texts: readonly string[]): string => `[${texts.join(', ')}]`
