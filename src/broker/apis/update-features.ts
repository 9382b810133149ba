import { KafkaError } from '../../wire/kafka/errors.ts'
import { UpdateFeatures, type UpdateFeaturesRequest } from '../../wire/kafka/update-features.ts'
import { api, onCluster } from './api.ts'
import { requireController } from './requires-controller.ts'

type Update = UpdateFeaturesRequest['featureUpdates'][number]

/** In ZooKeeper mode 3.7 has no features that could be updated: nothing is right about any of them. */
export const updateFeatures = api(UpdateFeatures, {
  authorise: () => [onCluster('Alter')],
  handle(broker, { featureUpdates }, { version }) {
    requireController(broker)
    const results = featureUpdates.map((update) => {
      const { code, message } = new KafkaError('INVALID_REQUEST', complaint(update, version))
      return { feature: update.feature, errorCode: code, errorMessage: message }
    })
    return { errorCode: 0, errorMessage: null, results }
  },
  failed: (_request, { code, message }) => ({ errorCode: code, errorMessage: message, results: [] }),
})

/** Kinds of updates by their numbers since version 1; before, it was only said whether a downgrade is all right. */
const upgradeTypes = { upgrade: 1, safeDowngrade: 2, unsafeDowngrade: 3 } as const

function complaint(update: Update, version: number): string {
  const type = upgradeType(update, version)
  if (update.feature === '') return 'Feature name can not be empty.'
  if (type < upgradeTypes.upgrade || type > upgradeTypes.unsafeDowngrade) return 'Received unknown upgrade type.'
  if (update.maxVersionLevel >= 1) {
    return 'Could not apply finalized feature update because the provided feature is not supported.'
  }
  if (type !== upgradeTypes.upgrade) return 'Can not delete non-existing finalized feature.'
  return `Can not provide versionLevel: ${update.maxVersionLevel} less than 1 without setting the SAFE downgradeType in the request.`
}

function upgradeType({ allowDowngrade, upgradeType: given }: Update, version: number): number {
  if (version >= 1) return given
  return allowDowngrade ? upgradeTypes.safeDowngrade : upgradeTypes.upgrade
}
