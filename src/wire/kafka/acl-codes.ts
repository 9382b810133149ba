/**
 * The numbers of access control (KIP-11, KIP-290), by the names of Kafka's constants. UNKNOWN comes only from whoever is
 * newer than this program.
 */

export const resourceTypes = {
  UNKNOWN: 0,
  TOPIC: 2,
  GROUP: 3,
  CLUSTER: 4,
  TRANSACTIONAL_ID: 5,
  DELEGATION_TOKEN: 6,
  USER: 7,
} as const

export const patternTypes = { UNKNOWN: 0, LITERAL: 3, PREFIXED: 4 } as const

export const aclOperations = {
  UNKNOWN: 0,
  ALL: 2,
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
  CREATE_TOKENS: 13,
  DESCRIBE_TOKENS: 14,
} as const

export const permissionTypes = { UNKNOWN: 0, DENY: 2, ALLOW: 3 } as const

const any = { ANY: 1 } as const

/** What filters may say beyond that: ANY is all, MATCH each pattern that applies to a name. */
export const resourceTypeFilters = { ...any, ...resourceTypes } as const
export const patternTypeFilters = { ...any, MATCH: 2, ...patternTypes } as const
export const aclOperationFilters = { ...any, ...aclOperations } as const
export const permissionTypeFilters = { ...any, ...permissionTypes } as const

/** The names in one of the tables. */
export function* namesIn<Codes extends object>(codes: Codes): Generator<keyof Codes & string> {
  for (const name in codes) yield name
}

/** The name of a number in one of the tables. */
export function nameOfCode<Codes extends Readonly<Record<string, number>>>(
  codes: Codes & { readonly UNKNOWN: 0 },
  code: number,
): (keyof Codes & string) | 'UNKNOWN' {
  for (const name of namesIn(codes)) if (codes[name] === code) return name
  return 'UNKNOWN'
}
