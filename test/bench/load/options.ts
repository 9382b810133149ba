import type { Target } from './topics.ts'

/** `--name value` pairs of the load generator. */
export interface LoadOptions {
  readonly target: Target
  number(name: string, fallback: number): number
  text(name: string, fallback: string): string
}

export function loadOptions(args: readonly string[]): LoadOptions {
  const values = new Map<string, string>()
  for (let at = 0; at + 1 < args.length; at += 2) values.set((args[at] ?? '').slice(2), args[at + 1] ?? '')
  const number = (name: string, fallback: number) => Number(values.get(name) ?? fallback)
  const text = (name: string, fallback: string) => values.get(name) ?? fallback
  return { target: { host: text('host', '127.0.0.1'), port: number('port', 9092) }, number, text }
}
