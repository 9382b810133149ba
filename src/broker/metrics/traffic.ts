/** What a broker served since it started. Plain numbers: to count costs next to nothing. */
export class Traffic {
  /** Messages and bytes that producers stored here. */
  messagesIn = 0
  bytesIn = 0
  /** Requests by their API's name. */
  readonly requests = new Map<string, number>()

  stored(messages: number, bytes: number): void {
    this.messagesIn += messages
    this.bytesIn += bytes
  }

  requested(api: string): void {
    this.requests.set(api, (this.requests.get(api) ?? 0) + 1)
  }
}
