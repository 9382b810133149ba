import { integer, list, long, object, oneOf, orNull, result, string } from '../kit/schema/schema.ts'

const partitionFields = { topic: string('The topic.'), partition: integer("The partition's number.") }
const brokers = (about: string) => list(integer("A broker's id."), about)
const placement = object({
  ...partitionFields,
  replicas: brokers('The brokers that keep it, the preferred leader first.'),
})

export const activeMove = result('reassignment', 'A partition on its way between brokers, of --list.', {
  ...partitionFields,
  replicas: brokers('Those before and those after.'),
  addingReplicas: brokers('Those that are to come.'),
  removingReplicas: brokers('Those that are to go.'),
})

export const generatedPlan = result('reassignment-plan', 'What --generate makes.', {
  current: list(placement, 'Where the partitions are.'),
  proposed: list(placement, 'Where they would be.'),
})

export const startedMove = result('reassignment-started', 'A partition that --execute moves between brokers.', {
  ...partitionFields,
  replicas: brokers('The brokers that shall keep it.'),
  formerReplicas: orNull(brokers('Those that keep it: what brings it back. Null of a partition that does not exist.')),
})

export const startedLogDirMove = result('log-dir-move-started', 'A replica that moves between log directories.', {
  ...partitionFields,
  broker: integer("The broker's id."),
  logDir: string('Where it goes.'),
})

export const cancelledMove = result('reassignment-cancelled', 'A move between brokers that --cancel called off.', {
  ...partitionFields,
})

export const moveStatus = result('reassignment-status', 'How far a partition of the plan is, of --verify.', {
  ...partitionFields,
  state: oneOf(['in-progress', 'completed', 'different'], 'different: nothing moves, and it is not where it shall be.'),
  replicas: brokers('The brokers that keep it; none of a partition that does not exist.'),
  wantedReplicas: brokers('Those of the plan.'),
})

export const logDirMoveStatus = result('log-dir-move-status', 'Where a replica of the plan is, of --verify.', {
  ...partitionFields,
  broker: integer("The broker's id."),
  state: oneOf(
    ['in-progress', 'completed', 'elsewhere', 'not-moving', 'not-found'],
    'elsewhere: it is on its way to another directory than the plan says.',
  ),
  logDir: orNull(string('Where it is; null where no live directory has it.')),
  futureLogDir: orNull(string('Where it is on its way to.')),
  wantedLogDir: string('The directory of the plan.'),
})

const throttle = oneOf(['inter-broker', 'replica-alter-dir'], 'Moves between brokers, or between log directories.')

export const setThrottle = result('throttle-set', 'A limit that --throttle or its like has set.', {
  throttle,
  bytesPerSecond: long('The limit.'),
})

export const clearedThrottles = result('throttles-cleared', 'Limits that were taken away.', {
  entityType: oneOf(['broker', 'topic'], 'What they were set for.'),
  names: list(string('Its name.'), 'Whose they were.'),
})

export const reassignResults = [
  activeMove,
  generatedPlan,
  startedMove,
  startedLogDirMove,
  cancelledMove,
  moveStatus,
  logDirMoveStatus,
  setThrottle,
  clearedThrottles,
]
