import { describeFeatures } from '../../client/admin/features.ts'
import { metadataVersionName } from '../../wire/kafka/metadata-versions.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { describedFeature } from './results.ts'
import type { FeatureTask } from './run.ts'
import { metadataFeature } from './updates.ts'

type Described = ValueOf<typeof describedFeature>

/** Prints a line for each feature that the cluster supports. */
export async function describe({ context, cluster, ofControllers }: FeatureTask): Promise<void> {
  const { features, epoch } = await describeFeatures(cluster, { ofControllers })
  const described = features
    .map(({ name, supported, finalized }) => ({
      feature: name,
      minimum: version(name, supported.min),
      maximum: version(name, supported.max),
      finalized: version(name, finalized),
      epoch: epoch < 0 ? null : epoch,
    }))
    .sort((a, b) => (a.feature < b.feature ? -1 : 1))
  context.report.results(describedFeature, described, () => described.map((one) => `${line(one)}\n`).join(''))
}

function version(feature: string, level: number): Described['minimum'] {
  return { level, name: feature === metadataFeature ? (metadataVersionName(level) ?? null) : null }
}

function line({ feature, minimum, maximum, finalized, epoch }: Described): string {
  const text = ({ level, name }: Described['minimum']) =>
    name ?? (feature === metadataFeature ? `UNKNOWN ${level}` : String(level))
  return [
    `Feature: ${feature}`,
    `SupportedMinVersion: ${text(minimum)}`,
    `SupportedMaxVersion: ${text(maximum)}`,
    `FinalizedVersionLevel: ${text(finalized)}`,
    `Epoch: ${epoch ?? '-'}`,
  ].join('\t')
}
