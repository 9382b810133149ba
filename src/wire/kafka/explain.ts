import { decode, type Field, type Fields, type FieldType, type Message } from '../schema/index.ts'
import { isPresent } from '../schema/layout.ts'
import type { Api } from './api.ts'
import { errorName } from './errors.ts'
import { decodeRequestHeader, decodeResponse } from './headers.ts'

/** Bytes of a field that are shown. */
const shownBytes = 16

/** A request's frame, without its length prefix, as readable lines. Throws `MalformedError` or `UnsupportedVersionError`. */
export function explainRequest({ request }: Api, frame: Buffer): string[] {
  const { apiVersion, correlationId, clientId, bodyOffset } = decodeRequestHeader(frame)
  const body = decode(request, apiVersion, frame, bodyOffset)
  const title = `${request.name} v${apiVersion}, correlation ${correlationId}, client ${JSON.stringify(clientId)}`
  return [title, ...explain(request, apiVersion, body)]
}

/** The frame of an answer to a request of `version`, without its length prefix, as readable lines. */
export function explainResponse({ response }: Api, version: number, frame: Buffer): string[] {
  const body = decodeResponse(response, version, frame)
  const title = `${response.name} v${version}, correlation ${frame.readInt32BE(0)}`
  return [title, ...explain(response, version, body)]
}

/** A decoded message as lines, a field each, indented; fields that the version lacks are left out. */
function explain(message: Message, version: number, body: object): string[] {
  return structLines(message.fields, version, body).map(indent)
}

function structLines(fields: Fields, version: number, struct: object): string[] {
  const values = new Map<string, unknown>(Object.entries(struct))
  return Object.entries(fields)
    .filter(([, field]) => isPresent(field, version))
    .flatMap(([name, field]) => fieldLines(name, field, version, values.get(name)))
}

function fieldLines(name: string, { type, options }: Field, version: number, value: unknown): string[] {
  const label = options.tag === undefined ? name : `${name} (tag ${options.tag})`
  if (isList(value) && value.length > 0) {
    return [`${label}:`, ...value.flatMap((element) => elementLines(type, version, element))]
  }
  if (type.kind === 'struct' && isStruct(value)) {
    return [`${label}:`, ...structLines(type.fields, version, value).map(indent)]
  }
  return [`${label}: ${scalar(value)}${errorSuffix(name, value)}`]
}

function elementLines(type: FieldType, version: number, element: unknown): string[] {
  const elementType = type.kind === 'array' ? type.element : type
  if (elementType.kind !== 'struct' || !isStruct(element)) return [`- ${scalar(element)}`]
  return structLines(elementType.fields, version, element).map((line, i) => (i === 0 ? `- ${line}` : indent(line)))
}

function scalar(value: unknown): string {
  if (value instanceof Uint8Array) return bytesText(Buffer.from(value))
  return isList(value) ? '[]' : JSON.stringify(value)
}

function bytesText(bytes: Buffer): string {
  const dots = bytes.length > shownBytes ? '…' : ''
  return `${bytes.length} bytes ${bytes.toString('hex', 0, shownBytes)}${dots}`.trimEnd()
}

function errorSuffix(name: string, value: unknown): string {
  return name === 'errorCode' && typeof value === 'number' ? ` ${errorName(value)}` : ''
}

function indent(line: string): string {
  return `  ${line}`
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
