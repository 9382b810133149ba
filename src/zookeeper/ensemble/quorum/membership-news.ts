import { MalformedError } from '../../../wire/schema/index.ts'
import type { TxnEntry } from '../../tree/txn.ts'
import { proposedMembers } from './reconfiguration.ts'
import type { RoleOptions } from './role.ts'

/** What a learner hears about the members of the ensemble, among all that its leader proposes and decides. */
export class MembershipNews {
  readonly #options: Pick<RoleOptions, 'view' | 'activate'>
  readonly #over: (reason: string) => void

  /** @param over this server's part in the ensemble is another one now */
  constructor(options: Pick<RoleOptions, 'view' | 'activate'>, over: (reason: string) => void) {
    this.#options = options
    this.#over = over
  }

  proposed(entry: TxnEntry): void {
    const members = proposedMembers(entry)
    if (members !== undefined) this.#options.view.saw(members)
  }

  /**
   * It was decided.
   * @param data of the packet: who leads from now on comes first
   * @throws MalformedError
   */
  decided(entry: TxnEntry, data: Buffer | null): void {
    const members = proposedMembers(entry)
    if (members === undefined || data === null || data.length < 8) {
      throw new MalformedError('a decision about the members that tells no members or no leader')
    }
    if (this.#options.activate(members, Number(data.readBigInt64BE(0)))) this.#over('changes proposed in reconfig')
  }
}
