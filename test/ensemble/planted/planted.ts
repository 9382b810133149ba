import { SessionConnection } from '../../../src/zookeeper/client/connection.ts'
import { Watches } from '../../../src/zookeeper/client/watches.ts'
import { Election } from '../../../src/zookeeper/ensemble/election/election.ts'
import { LearnerHandler } from '../../../src/zookeeper/ensemble/quorum/learner-handler.ts'
import { LearnerSource } from '../../../src/zookeeper/ensemble/quorum/learner-source.ts'
import { Proposals } from '../../../src/zookeeper/ensemble/quorum/proposals.ts'
import { Journal } from '../../../src/zookeeper/storage/journal.ts'
import { type Plant, replace } from '../../simulation/plant.ts'

/** Where a client's first frame says what it has seen: behind its length and the protocol's version. */
const seenAt = 8

/** Bugs that an ensemble must not have. */
export const plantedBugs: Readonly<Record<string, Plant>> = {
  'votes for the server that lacks most': () =>
    replace(Election.prototype, 'elect', (elect) => {
      return function (this: Election, lastZxid, peerEpoch) {
        return elect.call(this, -lastZxid, peerEpoch)
      }
    }),
  'no truncation of what never happened': () =>
    replace(LearnerHandler.prototype, 'synchronise', (synchronise) => {
      return function (this: LearnerHandler, how, ...rest) {
        const other = how.kind === 'trunc' ? ({ ...how, kind: 'diff' } as const) : how
        return synchronise.call(this, other, ...rest)
      }
    }),
  'acknowledgements before the disk has it': () =>
    replace(Journal.prototype, 'flush', (flush) => {
      return function (this: Journal) {
        flush.call(this)?.catch(() => {})
        return undefined
      }
    }),
  'commits without a quorum': () =>
    replace(Proposals.prototype, 'ack', (ack) => {
      return function (this: Proposals<unknown>, id, zxid) {
        for (const each of new Set([id, 1, 2, 3, 4, 5])) ack.call(this, each, zxid)
      }
    }),
  'sessions that go on at any server, at once': () => {
    const tell = replace(SessionConnection.prototype, 'open', (open) => {
      return function (this: SessionConnection, frame) {
        frame.writeBigInt64BE(0n, seenAt)
        open.call(this, frame)
      }
    })
    const ask = replace(LearnerSource.prototype, 'renew', () => {
      return (_id, _timeout, answer) => answer(true)
    })
    return () => {
      ask()
      tell()
    }
  },
  'watches that are not set again': () => replace(Watches.prototype, 'resetRequests', () => () => []),
  'pings at a follower that do not keep a session': () => replace(LearnerSource.prototype, 'touch', () => () => {}),
}
