import { errorCode } from '../../wire/kafka/errors.ts'
import { Heartbeat } from '../../wire/kafka/heartbeat.ts'
import { api, permission } from './api.ts'

export const heartbeat = api(Heartbeat, {
  authorise: (request) => [permission('Read', 'Group', request.groupId)],
  handle({ groups }, request) {
    return { errorCode: errorCode(groups.heartbeat(request.groupId, request.generationId, request)) }
  },
  failed: (_request, error) => ({ errorCode: error.code }),
})
