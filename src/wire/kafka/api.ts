import type { Message } from '../schema/index.ts'

/** The two messages of an API. */
export interface Api<Request extends Message = Message, Response extends Message = Message> {
  /** As Kafka names it, without `Request` or `Response`. */
  readonly name: string
  readonly key: number
  readonly request: Request
  readonly response: Response
}

export function api<Request extends Message, Response extends Message>(
  name: string,
  request: Request,
  response: Response,
): Api<Request, Response> {
  return { name, key: request.key, request, response }
}
