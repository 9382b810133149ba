import * as http from 'node:http'
import type { Address } from './transport.ts'

/** The body of what is answered with 200; rejects with Node's error, and for another answer, none in time or none of HTTP. */
export function httpGet({ host, port }: Address, path: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host, port, path, timeout: timeoutMs, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString())
        else reject(new Error(`HTTP status ${response.statusCode}`))
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.on('error', reject)
  })
}
