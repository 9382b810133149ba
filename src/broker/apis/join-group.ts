import { errorCode } from '../../wire/kafka/errors.ts'
import { JoinGroup, type JoinGroupResponse } from '../../wire/kafka/join-group.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import type { JoinAnswer } from '../groups/membership/effects.ts'
import { failedJoin } from '../groups/membership/transition.ts'
import { api, permission } from './api.ts'

/** From this version on newcomers are told their id and come again with it (KIP-394). */
const requiresKnownMemberId = 4
/** Until this version the protocol's name can't be null. */
const nullableProtocol = 7
/** From this version on a leader can be told not to assign (KIP-814). */
const skipsAssignment = 9

export const joinGroup = api(JoinGroup, {
  authorise: (request) => [permission('Read', 'Group', request.groupId)],
  async handle({ groups }, request, { version, clientId, clientHost }) {
    const { sessionTimeoutMs, groupInstanceId } = request
    const answer = await groups.join({
      groupId: request.groupId,
      memberId: request.memberId,
      groupInstanceId,
      clientId: clientId ?? '',
      clientHost: `/${clientHost}`,
      sessionTimeoutMs,
      rebalanceTimeoutMs: version === 0 ? sessionTimeoutMs : request.rebalanceTimeoutMs,
      protocolType: request.protocolType,
      protocols: request.protocols,
      requireKnownMemberId: version >= requiresKnownMemberId && groupInstanceId === null,
      supportsSkippingAssignment: version >= skipsAssignment,
      reason: request.reason ?? '',
    })
    return response(answer, version)
  },
  failed: (request, error) => response(failedJoin(error.errorName, request.memberId), 0),
})

function response(answer: JoinAnswer, version: number): InputOf<typeof JoinGroupResponse> {
  const { error, generation, protocolName, ...rest } = answer
  return {
    ...rest,
    errorCode: errorCode(error),
    generationId: generation,
    protocolName: protocolName ?? (version < nullableProtocol ? '' : null),
  }
}
