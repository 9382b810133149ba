import type { FollowerFetchers } from '../follower-fetchers.ts'
import type { FollowerFetchersOptions } from './options.ts'
import { ReplicaFetchers } from './replica-fetchers.ts'

export function followerFetchers(options: FollowerFetchersOptions): FollowerFetchers {
  return new ReplicaFetchers(options)
}
