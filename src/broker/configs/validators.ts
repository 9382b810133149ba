import { ConfigFault } from './config-fault.ts'

/** A setting's value that Kafka would refuse, in Kafka's words. */
export class ConfigError extends ConfigFault {
  constructor(name: string, value: string | null, complaint: string) {
    super(
      'org.apache.kafka.common.config.ConfigException',
      `Invalid value ${value} for configuration ${name}${complaint === '' ? '' : `: ${complaint}`}`,
    )
    this.name = 'ConfigError'
  }
}

export interface Complaint {
  readonly message: string
  /** The part of a list that is wrong, where it is not the whole. */
  readonly value?: string
}

/** Looks at a parsed value; undefined when it is fine. */
export interface Validator {
  (value: unknown): Complaint | undefined
  /** What it lets pass, for the manual: `at least 1`. */
  readonly accepts?: string
  /** The only words it lets pass. */
  readonly words?: readonly string[] | undefined
}

type Check = (value: unknown) => Complaint | undefined

const accepting = (accepts: string, check: Check): Validator => Object.assign(check, { accepts })

export const atLeast = (low: number): Validator =>
  accepting(`at least ${low}`, (value) =>
    Number(value) < low ? { message: `Value must be at least ${low}` } : undefined,
  )

export const between = (low: number, high: number): Validator =>
  accepting(`from ${low} to ${high}`, (value) =>
    Number(value) > high ? { message: `Value must be no more than ${high}` } : atLeast(low)(value),
  )

export const oneOf = (...words: string[]): Validator => {
  const message = `String must be one of: ${words.join(', ')}`
  const check: Check = (value) => (words.includes(String(value)) ? undefined : { message })
  return Object.assign(check, { accepts: words.join(', '), words })
}

/** Every element of a list must pass. */
export const each = (valid: Validator): Validator => {
  const check: Check = (value) => {
    for (const element of Array.isArray(value) ? value : []) {
      const complaint = valid(element)
      if (complaint !== undefined) return { ...complaint, value: String(element) }
    }
    return undefined
  }
  return Object.assign(check, { accepts: `of ${valid.accepts}`, words: valid.words })
}

export const nonEmpty = accepting('not empty', (value) =>
  value === '' ? { message: 'String must be non-empty' } : undefined,
)
export const nonNull: Validator = () => undefined
/** Kafka's default for `controller.quorum.voters` is empty; only a value that is given must not be. */
export const nonEmptyList: Validator = () => undefined

const versionPattern = /^(0\.8\.[0-2]|0\.9\.0|0\.10\.[0-2]|0\.11\.0|1\.[01]|2\.[0-8]|3\.[0-7])([.-].*)?$/

/** A release or inter-broker protocol version: `2.8`, `3.0-IV1`, `0.10.2.1`. */
export const metadataVersion = accepting('a version of Kafka, such as 2.8 or 3.7-IV4', (value) =>
  versionPattern.test(String(value)) ? undefined : { message: `Version ${value} is not a valid version` },
)

const throttled = /^(\*|\d+:\d+(,\d+:\d+)*)?$/

/** Kafka's complaint says the setting's name once more, and the list as Java prints one. */
export const throttledReplicas = (name: string): Validator =>
  accepting('* or partition:broker,partition:broker,...', (value) => {
    if (!Array.isArray(value) || throttled.test(value.join(','))) return undefined
    const wanted =
      "the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],..."
    return { message: `${name} must be ${wanted}`, value: `[${value.join(', ')}]` }
  })
