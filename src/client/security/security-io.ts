import type { HttpPost, HttpResponse } from '../../net/http-post.ts'
import type { TlsSettings } from '../../net/tls/tls-settings.ts'
import type { Transport } from '../../net/transport.ts'

/** What proving who one is, and checking who the broker is, needs of the outside world. */
export interface SecurityIo {
  /** @throws Node's own error */
  readFile(name: string): Buffer
  /** As a JVM would have got it by `-Dname=value`. */
  systemProperty(name: string): string | undefined
  tlsTransport(settings: TlsSettings): Promise<Transport>
  /** Rejects with Node's own error, and with one of the code `ETIMEDOUT` when a time is over. */
  httpPost(request: HttpPost): Promise<HttpResponse>
}
