import { javaText } from '../../../client/errors.ts'
import type { Asked } from '../../../client/trace.ts'
import { errorOf } from '../../../wire/kafka/errors.ts'
import type { ValueOf } from '../schema/schema.ts'
import type { RequestLine } from './diagnostics.ts'

/** A request as the JSON of `--explain` has it. */
export function requestObject({ api, version, node, milliseconds, ...asked }: Asked): ValueOf<RequestLine> {
  return {
    request: {
      api,
      version,
      broker: brokerObject(node),
      milliseconds: Math.round(milliseconds * 10) / 10,
      sentBytes: asked.sentBytes,
      receivedBytes: asked.receivedBytes,
      errors: errorsOf(asked),
    },
  }
}

export function brokerObject({ id, host, port }: Asked['node']) {
  return { id: id < 0 ? null : id, host, port }
}

/** The same for people: `CreateTopics v7 to broker 1 (localhost:9092): 12.3 ms, 84 bytes out, 45 in: TOPIC_ALREADY_EXISTS`. */
export function requestText({ request }: ValueOf<RequestLine>): string {
  const { api, version, broker, milliseconds, sentBytes, receivedBytes, errors } = request
  const place = `${broker.host}:${broker.port}`
  const peer = broker.id === null ? place : `broker ${broker.id} (${place})`
  const answer = receivedBytes === 0 ? 'no answer' : `${receivedBytes} in`
  const met = errors.length === 0 ? '' : `: ${errors.join(', ')}`
  return `${api} v${version} to ${peer}: ${milliseconds} ms, ${sentBytes} bytes out, ${answer}${met}`
}

function errorsOf({ answer, error }: Pick<Asked, 'answer' | 'error'>): string[] {
  if (error !== undefined) return [javaText(error)]
  return [...errorCodesIn(answer)].map((code) => errorOf(code).name)
}

/** The error codes in an answer, each once. */
export function errorCodesIn(answer: unknown, found = new Set<number>()): Set<number> {
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return found
  for (const [name, value] of Object.entries(answer)) {
    if (name === 'errorCode' && typeof value === 'number' && value !== 0) found.add(value)
    else errorCodesIn(value, found)
  }
  return found
}
