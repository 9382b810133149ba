import { failure } from '../kit/report/diagnostics.ts'
import { boolean, integer, long, object, oneOf, orNull, result, string } from '../kit/schema/schema.ts'

const version = object({
  level: integer('Its number.'),
  name: orNull(string('Its name, of a metadata.version that is known.')),
})

export const describedFeature = result('feature', 'A feature, of describe.', {
  feature: string('Its name.'),
  minimum: version,
  maximum: version,
  finalized: version,
  epoch: orNull(long('Grows with each change of a level; null where there was none.')),
})

export const updatedFeature = result('feature-updated', 'What became of a feature.', {
  feature: string('Its name.'),
  action: oneOf(['upgrade', 'downgrade', 'disable'], 'What was to be done.'),
  level: integer('Its new level.'),
  isDryRun: boolean('Nothing was done: --dry-run.'),
  error: orNull(failure, 'Why it failed; null for success.'),
})

export const featureResults = [describedFeature, updatedFeature]
