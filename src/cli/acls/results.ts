import type { AclBinding } from '../../client/acl.ts'
import { result, string } from '../kit/schema/schema.ts'

const binding = {
  resourceType: string('What it is for: TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID, DELEGATION_TOKEN or USER.'),
  resourceName: string("The resource's name, or its beginning; * for all."),
  patternType: string('LITERAL when that is the whole name, PREFIXED when it is its beginning.'),
  principal: string('Who, as User:NAME.'),
  host: string('From which address; * for all.'),
  operation: string('What, in capitals: READ, DESCRIBE_CONFIGS.'),
  permissionType: string('ALLOW or DENY.'),
}

export const currentAcl = result('acl', 'An entry that there is.', binding)
export const addedAcl = result('acl-added', 'An entry that --add asked for; it may have been there already.', binding)
export const removedAcl = result('acl-removed', 'An entry that --remove took away.', binding)

export const aclResults = [currentAcl, addedAcl, removedAcl]

export function bindingObject({ pattern, entry }: AclBinding) {
  const { resourceType, name: resourceName, patternType } = pattern
  return { resourceType, resourceName, patternType, ...entry }
}
