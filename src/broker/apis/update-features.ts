import { KafkaError } from '../../wire/kafka/errors.ts'
import { UpdateFeatures } from '../../wire/kafka/update-features.ts'
import { api } from './api.ts'
import { requireController } from './requires-controller.ts'

const notSupported = 'Could not apply finalized feature update because the provided feature is not supported.'

/** In ZooKeeper mode 3.7 has no features that could be updated: every one is unknown. */
export const updateFeatures = api(UpdateFeatures, {
  handle(broker, { featureUpdates }) {
    requireController(broker)
    const { code, message } = new KafkaError('INVALID_REQUEST', notSupported)
    const results = featureUpdates.map(({ feature }) => ({ feature, errorCode: code, errorMessage: message }))
    return { errorCode: 0, errorMessage: null, results }
  },
  failed: (_request, { code, message }) => ({ errorCode: code, errorMessage: message, results: [] }),
})
