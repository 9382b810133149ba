import type { Address, Listener } from './transport.ts'

/** What is answered to a GET. */
export interface HttpAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Serves pages, handed in so that the servers need no network of their own. */
export interface HttpHost {
  /**
   * Answers GET requests; `target` is the path with its query. Other methods are refused.
   * Rejects with Node's error (`EADDRINUSE`, …).
   */
  listen(address: Address, answer: (target: string) => HttpAnswer): Promise<Listener>
}
