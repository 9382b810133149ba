/** A transaction that has happened, as logs and proposals hold it. */
export interface CommittedTxn {
  readonly zxid: bigint
  readonly bytes: Buffer
}

const most = 500
const mostBytes = 64 * 1024 * 1024

/** The last transactions that were applied, for servers that come back and lack only these. */
export class CommittedLog {
  #entries: CommittedTxn[] = []
  #start = 0
  #size = 0

  /** Transactions that are replayed are known already. */
  add(txn: CommittedTxn): void {
    const last = this.#entries.at(-1)
    if (last !== undefined && txn.zxid <= last.zxid) return
    this.#entries.push(txn)
    this.#size += txn.bytes.length
    while (this.#entries.length - this.#start > most || this.#size > mostBytes) this.#forgetFirst()
  }

  /** At most the last 500, oldest first. */
  get entries(): readonly CommittedTxn[] {
    return this.#entries.slice(this.#start)
  }

  #forgetFirst(): void {
    this.#size -= this.#entries[this.#start++]?.bytes.length ?? 0
    if (this.#start < most) return
    this.#entries = this.#entries.slice(this.#start)
    this.#start = 0
  }
}
