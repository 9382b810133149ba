/** Why a leader is chosen, which decides how. */
export type ElectionReason = 'offline' | 'unclean' | 'reassignment' | 'preferred' | 'controlledShutdown'

export interface ElectionInput {
  /** The replicas, most preferred first; for a reassignment those of its target. */
  readonly assignment: readonly number[]
  readonly isr: readonly number[]
  readonly leaderRecoveryState: number
  readonly isOnline: (broker: number) => boolean
  readonly isShuttingDown: (broker: number) => boolean
}

export interface ElectionOutcome {
  readonly leader: number
  readonly isr: readonly number[]
  readonly leaderRecoveryState: number
}

/** Chooses a leader as Kafka's four strategies do; undefined when nobody may lead, and everything stays as it is. */
export function electLeader(reason: ElectionReason, input: ElectionInput): ElectionOutcome | undefined {
  switch (reason) {
    case 'offline':
      return clean(input)
    case 'unclean':
      return clean(input) ?? unclean(input)
    case 'reassignment':
      return keepingIsr(
        input,
        input.assignment.find((broker) => eligible(input, broker)),
      )
    case 'preferred':
      return keepingIsr(
        input,
        input.assignment.slice(0, 1).find((broker) => eligible(input, broker)),
      )
    case 'controlledShutdown':
      return leavingShutdown(input)
  }
}

const eligible = ({ isOnline, isr }: ElectionInput, broker: number) => isOnline(broker) && isr.includes(broker)

function clean(input: ElectionInput): ElectionOutcome | undefined {
  const leader = input.assignment.find((broker) => eligible(input, broker))
  if (leader === undefined) return undefined
  return { leader, isr: input.isr.filter(input.isOnline), leaderRecoveryState: input.leaderRecoveryState }
}

/** Records may be lost: the new leader has to recover before it lets others into the ISR (KIP-704). */
function unclean({ assignment, isOnline }: ElectionInput): ElectionOutcome | undefined {
  const leader = assignment.find(isOnline)
  return leader === undefined ? undefined : { leader, isr: [leader], leaderRecoveryState: 1 }
}

function keepingIsr(
  { isr, leaderRecoveryState }: ElectionInput,
  leader: number | undefined,
): ElectionOutcome | undefined {
  return leader === undefined ? undefined : { leader, isr, leaderRecoveryState }
}

function leavingShutdown(input: ElectionInput): ElectionOutcome | undefined {
  const leader = input.assignment.find((broker) => eligible(input, broker) && !input.isShuttingDown(broker))
  if (leader === undefined) return undefined
  const isr = input.isr.filter((broker) => !input.isShuttingDown(broker))
  return { leader, isr, leaderRecoveryState: input.leaderRecoveryState }
}
