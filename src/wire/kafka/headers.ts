import {
  type Chunk,
  decode,
  type InputOf,
  int16,
  int32,
  type Message,
  message,
  Reader,
  read,
  string,
  type TypeOf,
  Writer,
  write,
} from '../schema/index.ts'
import { apiKey } from './api-keys.ts'

export const RequestHeader = message(
  'RequestHeader',
  { versions: '0-2', flexible: '2+' },
  {
    requestApiKey: int16(),
    requestApiVersion: int16(),
    correlationId: int32(),
    clientId: string({ since: 1, nullable: true, ignorable: true, flexible: false }),
  },
)

export const ResponseHeader = message('ResponseHeader', { versions: '0-1', flexible: '1+' }, { correlationId: int32() })

export interface DecodedRequestHeader {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string | null
  /** Where in the frame the body starts. */
  readonly bodyOffset: number
}

const controlledShutdown = 7
const apiVersions = 18

/** Version 0 of ControlledShutdown has no client id; flexible versions have tagged fields. */
function requestHeaderVersion(key: number, version: number, flexibleFrom: number): number {
  if (key === controlledShutdown && version === 0) return 0
  return version >= flexibleFrom ? 2 : 1
}

/** ApiVersions answers with header 0 in every version, since the client can't know yet what the broker speaks (KIP-511). */
function responseHeaderVersion(response: Message, version: number): number {
  return response.key !== apiVersions && version >= response.flexibleFrom ? 1 : 0
}

/**
 * A request's header, from a frame without its length prefix. Unknown APIs and versions are read too: refusing them is
 * the caller's business. Throws `MalformedError`.
 */
export function decodeRequestHeader(frame: Buffer): DecodedRequestHeader {
  const start = new Reader(frame)
  const key = start.int16()
  const version = start.int16()
  const flexibleFrom = apiKey(key)?.flexible ?? Number.POSITIVE_INFINITY
  const reader = new Reader(frame)
  const header = read(RequestHeader, requestHeaderVersion(key, version, flexibleFrom), reader)
  return {
    apiKey: key,
    apiVersion: version,
    correlationId: header.correlationId,
    clientId: header.clientId,
    bodyOffset: reader.at,
  }
}

/** Header and body of a request, without the length prefix. Errors as `encode`'s. */
export function encodeRequest<M extends Message>(
  request: M,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: InputOf<M>,
): Chunk[] {
  const writer = new Writer()
  writeRequest(writer, request, version, correlationId, clientId, body)
  return writer.finish()
}

/** Like `encodeRequest`, with the int32 length in front. */
export function encodeRequestFrame<M extends Message>(
  request: M,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: InputOf<M>,
): Chunk[] {
  const writer = new Writer()
  writer.int32(0)
  writeRequest(writer, request, version, correlationId, clientId, body)
  return writer.finishFrame()
}

function writeRequest<M extends Message>(
  writer: Writer,
  request: M,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: InputOf<M>,
): void {
  const headerVersion = requestHeaderVersion(request.key, version, request.flexibleFrom)
  const header = { requestApiKey: request.key, requestApiVersion: version, correlationId, clientId }
  write(RequestHeader, headerVersion, writer, header)
  write(request, version, writer, body)
}

/** The body of a response, from a frame without its length prefix. Throws `MalformedError`. */
export function decodeResponse<M extends Message>(response: M, version: number, frame: Buffer): TypeOf<M> {
  const reader = new Reader(frame)
  read(ResponseHeader, responseHeaderVersion(response, version), reader)
  return decode(response, version, frame, reader.at)
}

/** Header and body of a response, with the int32 length in front. */
export function encodeResponseFrame<M extends Message>(
  response: M,
  version: number,
  correlationId: number,
  body: InputOf<M>,
): Chunk[] {
  const writer = new Writer()
  writer.int32(0)
  write(ResponseHeader, responseHeaderVersion(response, version), writer, { correlationId })
  write(response, version, writer, body)
  return writer.finishFrame()
}
