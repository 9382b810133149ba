/** What the controller said about a partition. */
export interface AssignedState {
  readonly controllerEpoch: number
  /** −1: none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly isr: readonly number[]
  readonly partitionEpoch: number
  readonly replicas: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
  /** 0: the leader has all that was committed; 1: it was elected without, and has not said so yet (KIP-704). */
  readonly leaderRecoveryState: number
}

/** Before the controller said anything. */
export const unassigned: AssignedState = {
  controllerEpoch: -1,
  leader: -1,
  leaderEpoch: -1,
  isr: [],
  partitionEpoch: -1,
  replicas: [],
  addingReplicas: [],
  removingReplicas: [],
  leaderRecoveryState: 0,
}

/** What the controller answers to a leader that changed the ISR. */
export type ConfirmedState = Pick<AssignedState, 'leaderEpoch' | 'isr' | 'leaderRecoveryState' | 'partitionEpoch'>
