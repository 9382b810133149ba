import { map, orNull, result, string } from '../kit/schema/schema.ts'

const name = string("The subscription's name.")

export const listedSubscription = result('client-metrics', 'A subscription, of --list.', { name })
export const alteredSubscription = result('client-metrics-altered', 'A subscription that --alter made or changed.', {
  name,
})
export const deletedSubscription = result('client-metrics-deleted', 'A subscription that --delete deleted.', { name })
export const describedSubscription = result('client-metrics-description', 'A subscription, of --describe.', {
  name,
  configs: map(orNull(string("The setting's value.")), 'Its settings.'),
})

export const clientMetricsResults = [
  listedSubscription,
  alteredSubscription,
  deletedSubscription,
  describedSubscription,
]
