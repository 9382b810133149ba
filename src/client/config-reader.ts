import { ClientError, configError, kafkaException } from './errors.ts'

interface Bounds {
  min?: number
  max?: number
}

/**
 * Typed access to a client's properties. Throws Kafka's ConfigException, with its words, at a value that does not fit.
 */
export class ConfigReader {
  readonly #properties: ReadonlyMap<string, string>

  constructor(properties: ReadonlyMap<string, string>) {
    this.#properties = properties
  }

  has(name: string): boolean {
    return this.#properties.has(name)
  }

  string(name: string, fallback: string): string {
    return this.#properties.get(name)?.trim() ?? fallback
  }

  optional(name: string): string | undefined {
    return this.#properties.get(name)?.trim()
  }

  /** As `optional`; something has to be in it. */
  nonEmpty(name: string): string | undefined {
    const text = this.optional(name)
    if (text === '') throw invalid(name, text, 'String must be non-empty')
    return text
  }

  int(name: string, fallback: number, bounds: Bounds = {}): number {
    return this.#number(name, fallback, 'INT', { min: -0x80000000, max: 0x7fffffff }, bounds)
  }

  short(name: string, fallback: number, bounds: Required<Bounds>): number {
    return this.#number(name, fallback, 'SHORT', { min: -0x8000, max: 0x7fff }, bounds)
  }

  optionalInt(name: string): number | undefined {
    return this.has(name) ? this.int(name, 0) : undefined
  }

  long(name: string, fallback: number, bounds: Bounds = {}): number {
    return this.#number(name, fallback, 'LONG', { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }, bounds)
  }

  double(name: string, fallback: number, bounds: Required<Bounds>): number {
    const text = this.optional(name)
    if (text === undefined) return fallback
    const value = text === '' ? Number.NaN : Number(text)
    if (Number.isNaN(value)) throw invalid(name, text, 'Not a number of type DOUBLE')
    if (value < bounds.min) throw invalid(name, javaDouble(value), `Value must be at least ${javaDouble(bounds.min)}`)
    if (value > bounds.max)
      throw invalid(name, javaDouble(value), `Value must be no more than ${javaDouble(bounds.max)}`)
    return value
  }

  boolean(name: string, fallback: boolean): boolean {
    const text = this.optional(name)?.toLowerCase()
    if (text === undefined) return fallback
    if (text === 'true' || text === 'false') return text === 'true'
    throw invalid(name, this.#properties.get(name), 'Expected value to be either true or false')
  }

  /** Comma-separated values without the spaces around them. */
  list(name: string, fallback: readonly string[]): readonly string[] {
    const text = this.optional(name)
    if (text === undefined) return fallback
    return text === '' ? [] : text.split(/\s*,\s*/)
  }

  oneOf<const T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    const text = this.string(name, fallback)
    const found = allowed.find((value) => value === text)
    if (found === undefined) throw invalid(name, text, `String must be one of: ${allowed.join(', ')}`)
    return found
  }

  /** The same for words in whatever case; `allowed` has them in capitals. */
  oneOfAnyCase<const T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    const text = this.string(name, fallback)
    const found = allowed.find((value) => value === text.toUpperCase())
    if (found !== undefined) return found
    throw invalid(name, text, `String must be one of (case insensitive): ${allowed.join(', ')}`)
  }

  /** A Java class by its name: of those only what stands in for it here is known, and no other can be loaded. */
  knownClass(name: string, known: readonly string[]): string | undefined {
    const className = this.optional(name)
    if (className === undefined || known.includes(className)) return className
    const text = this.#properties.get(name)
    throw invalid(name, text, `Class ${text} could not be found.`)
  }

  /**
   * Java classes to be made when the client is: none of them can be loaded.
   * @throws ClientError (KafkaException) for the first that is not `harmless`, something that is done here anyway
   */
  noClasses(name: string, harmless: readonly string[] = []): void {
    const className = this.list(name, []).find((each) => !harmless.includes(each))
    if (className === undefined) return
    const missing = new ClientError('java.lang.ClassNotFoundException', className)
    throw kafkaException(`Class ${className} cannot be found`, missing)
  }

  #number(
    name: string,
    fallback: number,
    type: 'SHORT' | 'INT' | 'LONG',
    range: Required<Bounds>,
    bounds: Bounds,
  ): number {
    const text = this.optional(name)
    if (text === undefined) return fallback
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= range.min && value <= range.max)) throw invalid(name, text, `Not a number of type ${type}`)
    if (value < (bounds.min ?? range.min)) throw invalid(name, value, `Value must be at least ${bounds.min}`)
    if (value > (bounds.max ?? range.max)) throw invalid(name, value, `Value must be no more than ${bounds.max}`)
    return value
  }
}

function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}

function invalid(name: string, value: string | number | undefined, why: string) {
  return configError(`Invalid value ${value} for configuration ${name}: ${why}`)
}
