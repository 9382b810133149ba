import { metadataLevel, productionVersions } from '../../wire/kafka/metadata-versions.ts'
import { TerseError } from '../connect/terse-error.ts'
import { convert } from '../kit/jopt/convert.ts'

export const metadataFeature = 'metadata.version'

/** New levels by feature, out of `--metadata` and `--feature`. @throws TerseError */
export function levelsOf(metadata: string | undefined, features: readonly string[]): Map<string, number> {
  const levels = new Map<string, number>()
  if (metadata !== undefined) levels.set(metadataFeature, levelOf(metadata))
  for (const text of features) {
    const [feature, level] = parseLevel(text)
    add(levels, feature, level)
  }
  return levels
}

/** Level 0 for each. @throws TerseError */
export function disabled(features: readonly string[]): Map<string, number> {
  const levels = new Map<string, number>()
  for (const feature of features) add(levels, feature, 0)
  return levels
}

function add(levels: Map<string, number>, feature: string, level: number): void {
  if (levels.has(feature)) throw new TerseError(`Feature ${feature} was specified more than once.`)
  levels.set(feature, level)
}

function levelOf(metadata: string): number {
  const level = metadataLevel(metadata)
  if (level !== undefined) return level
  const supported = productionVersions.join(', ')
  throw new TerseError(`Unsupported metadata version ${metadata}. Supported metadata versions are ${supported}`)
}

const mostOfShort = 0x7fff

function parseLevel(text: string): [feature: string, level: number] {
  const at = text.indexOf('=')
  if (at < 0) throw new TerseError(`Can't parse feature=level string ${text}: equals sign not found.`)
  const [feature, levelText] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  const level = convert('integer', levelText)
  if (typeof level === 'number' && level <= mostOfShort && level >= -mostOfShort - 1) return [feature, level]
  throw new TerseError(`Can't parse feature=level string ${text}: unable to parse ${levelText} as a short.`)
}
