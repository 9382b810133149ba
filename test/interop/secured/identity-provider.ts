import { createSign, generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import type { Server } from 'node:net'
import path from 'node:path'
import { certificates } from '../../kit/server-tls.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Gives tokens to whoever knows the client's secret (OAuth's client credentials), by HTTP and by HTTPS. */
export class IdentityProvider {
  /** Where a broker finds the keys that the tokens are signed with. */
  readonly keysFile: string
  #servers: Server[] = []
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

  private constructor(folder: string) {
    this.keysFile = path.join(folder, 'jwks.json')
    const key = { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'tests', use: 'sig', alg: 'RS256' }
    writeFileSync(this.keysFile, JSON.stringify({ keys: [key] }))
  }

  static async start(folder: string): Promise<IdentityProvider> {
    const provider = new IdentityProvider(folder)
    const pem = readFileSync(path.join(certificates, 'server.pem'))
    const serve: http.RequestListener = (request, response) => provider.#serve(request, response)
    provider.#servers = [http.createServer(serve), https.createServer({ key: pem, cert: pem }, serve)]
    for (const server of provider.#servers) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    }
    return provider
  }

  url(scheme: 'http' | 'https'): string {
    const address = this.#servers[scheme === 'http' ? 0 : 1]?.address()
    if (!address || typeof address === 'string') throw new Error('no port')
    return `${scheme}://localhost:${address.port}/token`
  }

  token(subject: string): string {
    const now = Math.floor(Date.now() / 1000)
    const text = `${part({ alg: 'RS256', kid: 'tests' })}.${part({ sub: subject, iat: now, exp: now + 3600, scope: 'topics' })}`
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.#keys.privateKey, 'base64url')}`
  }

  stop(): void {
    for (const server of this.#servers) server.close()
  }

  #serve(request: http.IncomingMessage, response: http.ServerResponse): void {
    const [, credentials = ''] = request.headers.authorization?.split(' ') ?? []
    const [client = '', secret] = Buffer.from(credentials, 'base64').toString().split(':')
    const isKnown = request.method === 'POST' && secret === `${client}-secret`
    response.writeHead(isKnown ? 200 : 401, { 'Content-Type': 'application/json' })
    const refusal = { error: 'invalid_client', error_description: 'who are you?' }
    response.end(JSON.stringify(isKnown ? { access_token: this.token(client), token_type: 'Bearer' } : refusal))
  }
}
