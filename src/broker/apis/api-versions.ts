import { apiKeys } from '../../wire/kafka/api-keys.ts'
import { ApiVersions } from '../../wire/kafka/api-versions.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { advertised } from './advertised.ts'
import { api } from './api.ts'

const softwarePattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

/** Features' epoch in ZooKeeper mode: the version of the `/feature` node, which nothing changes in 3.7. */
const featuresEpoch = 0

const row = {
  apiKey: ApiVersions.key,
  minVersion: 0,
  maxVersion: apiKeys.find(({ key }) => key === ApiVersions.key)?.max ?? 0,
}

export const apiVersions = api(ApiVersions, {
  handle: (_broker, request, { version }) => {
    const valid = [request.clientSoftwareName, request.clientSoftwareVersion].every((text) =>
      softwarePattern.test(text),
    )
    if (version >= 3 && !valid) throw new KafkaError('INVALID_REQUEST')
    return {
      errorCode: 0,
      apiKeys: advertised,
      supportedFeatures: [],
      finalizedFeatures: [],
      finalizedFeaturesEpoch: featuresEpoch,
    }
  },
  failed: (_request, error) => ({
    errorCode: error.code,
    apiKeys: error.errorName === 'UNSUPPORTED_VERSION' ? [row] : [],
    supportedFeatures: [],
    finalizedFeatures: [],
  }),
})
