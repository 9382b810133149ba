import type { TxnEntry } from '../tree/txn.ts'

const most = 500

/** The last transactions that were applied, for servers that come back and lack only these. */
export class CommittedLog {
  #entries: TxnEntry[] = []

  /** Transactions that are replayed are known already. */
  add(entry: TxnEntry): void {
    const last = this.#entries.at(-1)
    if (last !== undefined && entry.header.zxid <= last.header.zxid) return
    this.#entries.push(entry)
    if (this.#entries.length >= 2 * most) this.#entries = this.#entries.slice(-most)
  }

  /** At most the last 500, oldest first. */
  get entries(): readonly TxnEntry[] {
    return this.#entries.length > most ? this.#entries.slice(-most) : this.#entries
  }
}
