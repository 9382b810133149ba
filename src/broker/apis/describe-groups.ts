import { aclOperations } from '../../wire/kafka/acl-codes.ts'
import { DescribeGroups } from '../../wire/kafka/describe-groups.ts'
import { type ErrorName, errorCode } from '../../wire/kafka/errors.ts'
import { type DescribedGroup, describedAs } from '../groups/described-group.ts'
import { api, permission } from './api.ts'
import { operationsNotAsked } from './authorized-operations.ts'

/** What can be allowed or denied on a group, by the bits of `authorizedOperations`. */
const groupOperations = [
  ['Read', aclOperations.READ],
  ['Delete', aclOperations.DELETE],
  ['Describe', aclOperations.DESCRIBE],
] as const

export const describeGroups = api(DescribeGroups, {
  handle({ groups, authoriser }, request, context) {
    const may = (operation: (typeof groupOperations)[number][0], groupId: string) =>
      authoriser.allows(context, permission(operation, 'Group', groupId))
    const operationsOn = (groupId: string) =>
      groupOperations.reduce((bits, [operation, bit]) => (may(operation, groupId) ? bits | (1 << bit) : bits), 0)
    return {
      groups: request.groups.map((groupId) => {
        if (!may('Describe', groupId)) return failedGroup(groupId, 'GROUP_AUTHORIZATION_FAILED')
        const group = groups.describe(groupId)
        const isAsked = request.includeAuthorizedOperations && group.error === 'NONE'
        return {
          ...described(groupId, group),
          authorizedOperations: isAsked ? operationsOn(groupId) : operationsNotAsked,
        }
      }),
    }
  },
  failed: (request, error) => ({ groups: request.groups.map((groupId) => failedGroup(groupId, error.errorName)) }),
})

const failedGroup = (groupId: string, error: ErrorName) => ({
  ...described(groupId, describedAs('Empty', error)),
  groupState: '',
})

function described(groupId: string, group: DescribedGroup) {
  return {
    errorCode: errorCode(group.error),
    groupId,
    groupState: group.state,
    protocolType: group.protocolType,
    protocolData: group.protocol,
    members: group.members.map(({ metadata, assignment, ...member }) => ({
      ...member,
      memberMetadata: metadata,
      memberAssignment: assignment,
    })),
  }
}
