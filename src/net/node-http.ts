import * as http from 'node:http'
import type { HttpAnswer, HttpHost } from './http-host.ts'
import type { Address, Listener } from './transport.ts'

/** HTTP over real sockets. */
export const nodeHttp: HttpHost = { listen }

function listen({ host, port }: Address, answer: (target: string) => HttpAnswer): Promise<Listener> {
  const server = http.createServer((request, response) => {
    const { status, contentType, body } = request.method === 'GET' ? carefully(answer, request.url ?? '/') : notAllowed
    response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) })
    response.end(body)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host === '' || host === '0.0.0.0' ? {} : { host }) }, () => {
      // Out of descriptors, for instance: the peer's connect fails, the server lives on.
      server.off('error', reject).on('error', () => {})
      const bound = server.address()
      const own = bound !== null && typeof bound === 'object' ? bound.port : port
      resolve({ address: { host, port: own }, close: () => close(server) })
    })
  })
}

/** What fails costs the asker its answer, and the process nothing. */
function carefully(answer: (target: string) => HttpAnswer, target: string): HttpAnswer {
  try {
    return answer(target)
  } catch (error) {
    return { status: 500, contentType: 'text/plain', body: `${error instanceof Error ? error.message : error}\n` }
  }
}

const notAllowed: HttpAnswer = { status: 405, contentType: 'text/plain', body: 'Only GET is served here\n' }

async function close(server: http.Server): Promise<void> {
  server.close()
  server.closeAllConnections()
}
