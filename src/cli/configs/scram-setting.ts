import { ClientError, illegalArgument } from '../../client/errors.ts'
import { type ScramMechanism, scramMechanisms } from '../../wire/sasl/scram-keys.ts'
import { convert } from '../kit/jopt/convert.ts'

export interface ScramSetting {
  readonly iterations: number
  readonly password: string
}

const defaultIterations = 4096

/** Kafka prints its constant's name here, and in one place the mechanism's own. */
export const constantOf = (mechanism: ScramMechanism): string => mechanism.replaceAll('-', '_')

/**
 * Reads `iterations=8192,password=secret`, of which the first part may be left out.
 * @throws ClientError (IllegalArgumentException) for anything else, and for too few iterations
 */
export function parseScramSetting(
  mechanism: ScramMechanism,
  text: string,
  shownAs: string,
  pattern = /^(?:iterations=(-?[0-9]*),)?password=(.*)$/,
): ScramSetting {
  const match = pattern.exec(text)
  if (match === null) throw illegalArgument(`Invalid credential property ${constantOf(mechanism)}=${text}`)
  const [, given, password = ''] = match
  const iterations = given === undefined || given === '-1' ? defaultIterations : parseIterations(given)
  const { minIterations } = scramMechanisms[mechanism]
  if (iterations >= minIterations) return { iterations, password }
  throw illegalArgument(`Iterations ${iterations} is less than the minimum ${minIterations} required for ${shownAs}`)
}

function parseIterations(text: string): number {
  const value = convert('integer', text)
  if (typeof value === 'number') return value
  throw new ClientError('java.lang.NumberFormatException', `For input string: "${text}"`)
}
