/** A JSON object out of a znode, read field by field with its types checked. */
export class JsonObject {
  readonly #fields: ReadonlyMap<string, unknown>

  constructor(fields: ReadonlyMap<string, unknown>) {
    this.#fields = fields
  }

  /** Throws on bytes that are no JSON object. */
  static parse(data: Uint8Array): JsonObject {
    return JsonObject.of(JSON.parse(Buffer.from(data).toString('utf8')))
  }

  static of(value: unknown): JsonObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a JSON object')
    return new JsonObject(new Map(Object.entries(value)))
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }

  number(name: string): number
  number<F>(name: string, absent: F): number | F
  number(name: string, absent?: unknown): unknown {
    const value = this.#fields.get(name)
    if (typeof value === 'number') return value
    if (value === undefined && absent !== undefined) return absent
    throw new Error(`${name} is not a number`)
  }

  string(name: string): string
  string<F>(name: string, absent: F): string | F
  string(name: string, absent?: unknown): unknown {
    const value = this.#fields.get(name)
    if (typeof value === 'string') return value
    if ((value === undefined || value === null) && absent !== undefined) return absent
    throw new Error(`${name} is not a string`)
  }

  object(name: string): JsonObject {
    return JsonObject.of(this.#fields.get(name))
  }

  /** The named object, or an empty one. */
  objectIfAny(name: string): JsonObject {
    return this.#fields.has(name) ? this.object(name) : new JsonObject(new Map())
  }

  numbers(name: string): number[] {
    return this.#array(name).map((value) => {
      if (typeof value !== 'number') throw new Error(`${name} holds something that is no number`)
      return value
    })
  }

  strings(name: string): string[] {
    return this.#array(name).map(String)
  }

  objects(name: string): JsonObject[] {
    return this.#array(name).map((value) => JsonObject.of(value))
  }

  #array(name: string): unknown[] {
    const value = this.#fields.get(name)
    if (!Array.isArray(value)) throw new Error(`${name} is not an array`)
    return value
  }

  names(): string[] {
    return [...this.#fields.keys()]
  }
}

export const encodeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
