import type { Quorum } from '../../config/quorum.ts'
import { agree, type Candidate, isBetter, type Notification, noCandidate, type PeerState } from './vote.ts'

/** What the election asks of the world. */
export type Effect =
  | { readonly kind: 'send'; readonly to: number; readonly note: Notification }
  /** A quorum agrees: call `settled` after 200 ms, unless `unsettle` comes first. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'unsettle' }
  | { readonly kind: 'elected'; readonly leader: number }

/**
 * ZooKeeper's election: everybody votes for the best candidate heard of, until a quorum votes for the same one and none
 * better turns up. Rounds keep votes of different elections apart. Pure: events in, effects out.
 */
export class FastLeaderElection {
  readonly #id: number
  readonly #quorum: Quorum
  readonly #isObserver: () => boolean
  #state: PeerState = 'looking'
  #round = 0
  /** The vote of this server for itself. */
  #own: Candidate = noCandidate
  /** Whom it votes for; after the election, whom it serves. */
  #vote: Candidate = noCandidate
  /** What was heard in this round, by sender. */
  #votes = new Map<number, Notification>()
  /** What servers say that have a leader already, of any round. */
  #outside = new Map<number, Notification>()
  #isSettling = false

  /** @param quorum may change between elections, and so may what this server is in it */
  constructor(id: number, quorum: Quorum, isObserver = () => !quorum.isVoter(id)) {
    this.#id = id
    this.#quorum = quorum
    this.#isObserver = isObserver
  }

  get state(): PeerState {
    return this.#state
  }

  /** Begins a new round. A server without a vote only listens. */
  look(lastZxid: bigint, peerEpoch: number): Effect[] {
    const mayLead = this.#quorum.weightOf(this.#id) > 0 && this.#quorum.isVoter(this.#id)
    this.#state = 'looking'
    this.#round++
    this.#own = mayLead ? { leader: this.#id, zxid: lastZxid, peerEpoch } : noCandidate
    this.#votes.clear()
    this.#outside.clear()
    this.#isSettling = false
    return [...this.#propose(this.#own), ...this.#count()]
  }

  /** Who leads, and whether this server votes, was decided without an election. */
  appoint(leader: number, zxid: bigint): void {
    this.#vote = { leader, zxid, peerEpoch: leader === this.#vote.leader ? this.#vote.peerEpoch : -1 }
    this.#state = this.#stateUnder(leader)
  }

  /** The new leader's epoch: what others are told from now on. */
  epochBegan(peerEpoch: number): void {
    this.#vote = { ...this.#vote, peerEpoch }
  }

  /** Nobody answered for some time. */
  repeat(): Effect[] {
    return this.#state === 'looking' ? this.#sendAll() : []
  }

  hear(from: number, note: Notification): Effect[] {
    if (this.#state !== 'looking') return note.state === 'looking' ? [this.#answer(from)] : []
    // Answers of those without a vote would be answered in turn, and so on for ever.
    if (!this.#quorum.isVoter(from)) return note.state === 'looking' && this.#hasVote ? [this.#answer(from)] : []
    const behind = this.#hasVote && note.state === 'looking' && note.electionEpoch < this.#round
    const answer = behind ? [this.#answer(from)] : []
    if (!this.#quorum.isVoter(note.leader)) return answer
    if (note.state === 'looking') return behind ? answer : this.#hearLooking(from, note)
    return note.state === 'observing' ? [] : this.#hearDecided(from, note)
  }

  /** The time in which a better candidate could turn up is over. */
  settled(): Effect[] {
    if (!this.#isSettling) return []
    this.#isSettling = false
    return this.#end(this.#vote, this.#round)
  }

  get #hasVote(): boolean {
    return this.#quorum.isVoter(this.#id)
  }

  /**
   * Who has no vote, as far as it knows, goes along with the rounds of those who have: it may have got one from changes
   * that it did not hear of, and be waited for.
   */
  #hearLooking(from: number, note: Notification): Effect[] {
    const effects: Effect[] = []
    const isNewer = this.#hasVote ? note.electionEpoch > this.#round : note.electionEpoch !== this.#round
    if (isNewer) {
      this.#round = note.electionEpoch
      this.#votes.clear()
      effects.push(...this.#propose(this.#isBetter(note, this.#own) ? note : this.#own))
    } else if (this.#isBetter(note, this.#vote)) {
      effects.push(...this.#propose(note))
    }
    this.#votes.set(from, note)
    return [...effects, ...this.#count()]
  }

  /** The sender has a leader: whoever sees a quorum of such servers, the leader among them, joins. */
  #hearDecided(from: number, note: Notification): Effect[] {
    if (note.electionEpoch === this.#round) {
      this.#votes.set(from, note)
      if (this.#isLed(this.#votes, note)) return this.#end(note, this.#round)
    }
    this.#outside.set(from, note)
    if (this.#isLed(this.#outside, note)) return this.#end(note, note.electionEpoch)
    return this.#count()
  }

  #isLed(votes: ReadonlyMap<number, Notification>, note: Notification): boolean {
    return this.#quorum.isQuorum(supporters(votes, note)) && this.#leads(votes, note)
  }

  /** A leader that is gone is still named by its followers for a while: only its own word counts. */
  #leads(votes: ReadonlyMap<number, Notification>, { leader, electionEpoch }: Notification): boolean {
    if (leader === this.#id) return this.#round === electionEpoch
    return votes.get(leader)?.state === 'leading'
  }

  #propose(candidate: Candidate): Effect[] {
    const { leader, zxid, peerEpoch } = candidate
    this.#vote = { leader, zxid, peerEpoch }
    if (this.#hasVote) this.#votes.set(this.#id, this.#note())
    return [...this.#sendAll(), ...this.#unsettle()]
  }

  /** Whether a quorum votes as this server does; the time to settle runs from when that began. */
  #count(): Effect[] {
    const agreed = this.#quorum.isQuorum(supporters(this.#votes, this.#note()))
    if (agreed === this.#isSettling) return []
    this.#isSettling = agreed
    return [{ kind: agreed ? 'settle' : 'unsettle' }]
  }

  #end(candidate: Candidate, round: number): Effect[] {
    const { leader, zxid, peerEpoch } = candidate
    const unsettle = this.#unsettle()
    this.#round = round
    this.#vote = { leader, zxid, peerEpoch }
    this.#state = this.#stateUnder(leader)
    return [...unsettle, { kind: 'elected', leader }]
  }

  #unsettle(): Effect[] {
    if (!this.#isSettling) return []
    this.#isSettling = false
    return [{ kind: 'unsettle' }]
  }

  /** A server without weight never leads. */
  #isBetter(candidate: Candidate, than: Candidate): boolean {
    return this.#quorum.weightOf(candidate.leader) > 0 && isBetter(candidate, than)
  }

  #stateUnder(leader: number): PeerState {
    if (leader === this.#id) return 'leading'
    return this.#isObserver() ? 'observing' : 'following'
  }

  #sendAll(): Effect[] {
    const others = this.#quorum.voters.filter((id) => id !== this.#id)
    return others.map((to) => this.#answer(to))
  }

  #answer(to: number): Effect {
    return { kind: 'send', to, note: this.#note() }
  }

  #note(): Notification {
    return { ...this.#vote, state: this.#state, electionEpoch: this.#round }
  }
}

function supporters(votes: ReadonlyMap<number, Notification>, note: Notification): Set<number> {
  return new Set([...votes].filter(([, other]) => agree(other, note)).map(([id]) => id))
}
