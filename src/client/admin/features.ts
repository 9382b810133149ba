import { ApiVersions, ApiVersionsRequest } from '../../wire/kafka/api-versions.ts'
import { UpdateFeatures, UpdateFeaturesRequest } from '../../wire/kafka/update-features.ts'
import { software } from '../broker-connection.ts'
import type { Cluster, Target } from '../cluster.ts'
import { illegalArgument } from '../errors.ts'
import { type CallOptions, runCall } from './call.ts'
import { runControllerCall } from './controller-call.ts'
import { errorIn, type Outcome } from './outcome.ts'
import { activeController } from './quorum-target.ts'

export interface FeatureOptions extends CallOptions {
  /** The bootstrap address is that of KRaft's controllers. */
  readonly ofControllers?: boolean
}

export interface Feature {
  readonly name: string
  readonly supported: { readonly min: number; readonly max: number }
  /** The cluster's level; 0 where it has none. */
  readonly finalized: number
}

export interface FeatureDescription {
  readonly features: readonly Feature[]
  /** Grows with each change; −1 where the cluster tells none. */
  readonly epoch: number
}

/** The feature levels that a cluster supports and has (KIP-584). */
export async function describeFeatures(cluster: Cluster, options: FeatureOptions = {}): Promise<FeatureDescription> {
  const target: Target = options.ofControllers ? await activeController(cluster, options) : 'any'
  return runCall(cluster, { ...options, name: 'describeFeatures', target }, async (connection, timeoutMs) => {
    const version = connection.version(ApiVersionsRequest)
    const answer = await connection.send(ApiVersions, version, software, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    const finalized = new Map(answer.finalizedFeatures.map((feature) => [feature.name, feature.maxVersionLevel]))
    const features = answer.supportedFeatures.map(({ name, minVersion: min, maxVersion: max }) => {
      return { name, supported: { min, max }, finalized: finalized.get(name) ?? 0 }
    })
    return { features, epoch: answer.finalizedFeaturesEpoch }
  })
}

/** Kafka's numbers for what may happen to a level (KIP-778). */
const upgradeTypes = { upgrade: 1, 'safe-downgrade': 2, 'unsafe-downgrade': 3 } as const
export type UpgradeType = keyof typeof upgradeTypes

export interface UpdateFeaturesOptions extends FeatureOptions {
  readonly validateOnly?: boolean
}

const firstVersionWithTypes = 1

/**
 * Changes the cluster's feature levels, each to that given by its name; 0 takes one away. The outcomes come by name.
 * @throws ClientError (IllegalArgumentException) for levels that can't be, before anything is sent
 */
export async function updateFeatures(
  cluster: Cluster,
  type: UpgradeType,
  levels: ReadonlyMap<string, number>,
  options: UpdateFeaturesOptions = {},
): Promise<Map<string, Outcome<true>>> {
  for (const [name, level] of levels) checkLevel(name, level, type)
  const validateOnly = options.validateOnly ?? false
  const target = options.ofControllers ? await activeController(cluster, options) : undefined
  const updates = [...levels].map(([feature, maxVersionLevel]) => ({ feature, maxVersionLevel }))
  return runControllerCall(
    cluster,
    'updateFeatures',
    options,
    async (connection, timeoutMs, answerTimeoutMs) => {
      const version = connection.version(UpdateFeaturesRequest, validateOnly ? firstVersionWithTypes : 0)
      const kind =
        version < firstVersionWithTypes ? { allowDowngrade: type !== 'upgrade' } : { upgradeType: upgradeTypes[type] }
      const featureUpdates = updates.map((update) => ({ ...update, ...kind }))
      const body = { timeoutMs, featureUpdates, validateOnly }
      const answer = await connection.send(UpdateFeatures, version, body, answerTimeoutMs)
      const overall = errorIn(answer)
      if (overall?.retriable) throw overall
      const results = new Map(answer.results.map((result) => [result.feature, errorIn(result)]))
      return new Map(updates.map(({ feature }) => [feature, overall ?? results.get(feature) ?? true]))
    },
    target,
  )
}

function checkLevel(name: string, level: number, type: UpgradeType): void {
  if (level < 0) throw illegalArgument('Cannot specify a negative version level.')
  if (level === 0 && type === 'upgrade') {
    throw illegalArgument(
      `The downgradeType flag should be set to SAFE or UNSAFE when the provided maxVersionLevel:${level} is < 1.`,
    )
  }
  if (name.trim() === '') throw illegalArgument('Provided feature can not be empty.')
}
