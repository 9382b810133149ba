import type { Bootstrap } from '../../log/kraft/bootstrap-checkpoint.ts'
import { metadataLevel, metadataVersionName, productionVersions } from '../../wire/kafka/metadata-versions.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { scramCredential } from './scram-credential.ts'
import type { ServerConfig } from './server-config.ts'

const newest = productionVersions.at(-1) ?? ''
/** The first level whose metadata begins with records of its own (KIP-778), and the first that knows SCRAM (KIP-900). */
const firstBootstrapLevel = metadataLevel('3.3-IV0') ?? 0
const firstScramLevel = metadataLevel('3.5-IV2') ?? 0

export const versionName = (level: number): string => metadataVersionName(level) ?? String(level)

/**
 * What the cluster's metadata shall begin with.
 * @throws TerseError, JavaException for a release that can't be, or users that it does not know
 */
export function bootstrapOf(
  context: CommandContext,
  server: ServerConfig,
  release: string | undefined,
  users: readonly string[],
): Bootstrap {
  const level = levelOf(release ?? server.protocolVersion ?? newest)
  if (level < 1) throw new TerseError('Must specify a valid KRaft metadata version of at least 3.0.')
  if (!isProduction(level)) {
    const name = versionName(level)
    if (!server.allowsUnstable) throw new TerseError(`Metadata version ${name} is not ready for production use yet.`)
    context.report.remark(`WARNING: using pre-production metadata version ${name}.`)
  }
  const credentials = users.map((user) => scramCredential(user, context.random))
  if (credentials.length > 0 && level < firstScramLevel) {
    throw new TerseError('SCRAM is only supported in metadataVersion IBP_3_5_IV2 or later.')
  }
  if (level < firstBootstrapLevel) {
    throw new JavaException(
      'java.lang.RuntimeException',
      "Bootstrap metadata versions before 3.3-IV0 are not supported. Can't load metadata from format command",
    )
  }
  return { metadataLevel: level, credentials }
}

function levelOf(release: string): number {
  const level = metadataLevel(release)
  if (level !== undefined) return level
  throw new JavaException('java.lang.IllegalArgumentException', `Version ${release} is not a valid version`)
}

const isProduction = (level: number): boolean => level <= levelOf(newest)
