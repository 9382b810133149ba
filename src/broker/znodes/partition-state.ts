import { encodeJson, JsonObject } from './json.ts'

/** `/brokers/topics/T/partitions/P/state`. The node's data version is the partition epoch. */
export interface PartitionState {
  readonly controllerEpoch: number
  /** −1: none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly isr: readonly number[]
  /** 1 while the leader of an unclean election has not yet recovered. */
  readonly leaderRecoveryState: number
}

export const encodePartitionState = (state: PartitionState): Buffer =>
  encodeJson({
    controller_epoch: state.controllerEpoch,
    leader: state.leader,
    version: 1,
    leader_epoch: state.leaderEpoch,
    isr: state.isr,
    ...(state.leaderRecoveryState === 0 ? {} : { leader_recovery_state: state.leaderRecoveryState }),
  })

export function decodePartitionState(data: Uint8Array): PartitionState {
  const json = JsonObject.parse(data)
  return {
    controllerEpoch: json.number('controller_epoch'),
    leader: json.number('leader'),
    leaderEpoch: json.number('leader_epoch'),
    isr: json.numbers('isr'),
    leaderRecoveryState: json.number('leader_recovery_state', 0),
  }
}
