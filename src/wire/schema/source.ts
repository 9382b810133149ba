/** The text of functions under construction, and the values that they refer to. */
export class Source {
  private readonly functions: string[] = []
  private readonly values = new Map<string, unknown>()
  private names = 0

  /** A name that no other has. */
  name(prefix: string): string {
    this.names++
    return `${prefix}${this.names}`
  }

  /** Makes a value known to the text under a name. */
  bind(name: string, value: unknown): string {
    this.values.set(name, value)
    return name
  }

  /** Adds a function and returns its name. */
  define(prefix: string, parameters: string, body: string): string {
    const name = this.name(prefix)
    this.functions.push(`function ${name}(${parameters}) {\n${body}\n}`)
    return name
  }

  /** Compiles everything and returns the function with that name. Throws EvalError where Node forbids code generation. */
  build<T>(entry: string): T {
    const text = `'use strict'\n${this.functions.join('\n')}\nreturn ${entry}`
    const make = new Function(...this.values.keys(), text)
    return make(...this.values.values())
  }
}

/** Text that makes a new copy of a default value. */
export function literal(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return 'Buffer.alloc(0)'
  if (Array.isArray(value)) return '[]'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([name, part]) => `${name}: ${literal(part)}`)
  return `{ ${entries.join(', ')} }`
}
