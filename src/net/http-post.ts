import * as http from 'node:http'
import * as https from 'node:https'
import type { ConnectionOptions } from 'node:tls'

export interface HttpPost {
  /** `http:` or `https:`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Milliseconds; without them the system's patience. */
  readonly connectTimeoutMs: number | undefined
  readonly readTimeoutMs: number | undefined
  /** Whom to trust, and as whom to go, for `https:`. */
  readonly tls: ConnectionOptions | undefined
}

export interface HttpResponse {
  readonly status: number
  readonly body: string
}

/** An answer beyond this is none. */
const mostBytes = 1 << 20

/** Posts, and reads the answer. Rejects with Node's own error, and with one of the code `ETIMEDOUT` when a time is over. */
export function httpPost({ url, headers, body, tls, ...times }: HttpPost): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { request: ask } = url.startsWith('https:') ? https : http
    const length = { 'Content-Length': String(Buffer.byteLength(body)) }
    const request = ask(url, { method: 'POST', headers: { ...headers, ...length }, agent: false, ...tls })
    const limit = (milliseconds: number | undefined, what: string) => {
      const late = () => request.destroy(Object.assign(new Error(`${what} timed out`), { code: 'ETIMEDOUT' }))
      return milliseconds ? setTimeout(late, milliseconds) : undefined
    }
    let timer = limit(times.connectTimeoutMs, 'Connect')
    request.on('socket', (socket) => {
      socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        timer = limit(times.readTimeoutMs, 'Read')
      })
    })
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > mostBytes) request.destroy(new Error('the answer is too long'))
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.on('close', () => clearTimeout(timer))
    request.end(body)
  })
}
