import type { LoginModule } from '../../base/jaas.ts'
import { illegalArgument } from '../errors.ts'

const flags = ['REQUIRED', 'REQUISITE', 'SUFFICIENT', 'OPTIONAL']

/**
 * The login modules in the text of `sasl.jaas.config`: `class flag option="value" …;`
 * @throws ClientError (IllegalArgumentException) with Kafka's words
 */
export function parseJaasConfig(text: string): LoginModule[] {
  const tokens = tokensOf(text)
  const modules: LoginModule[] = []
  for (let at = 0; at < tokens.length; ) {
    const [module, next] = loginModule(tokens, at)
    modules.push(module)
    at = next
  }
  if (modules.length === 0) throw illegalArgument('Login module not specified in JAAS config')
  return modules
}

function loginModule(tokens: readonly Token[], start: number): [LoginModule, next: number] {
  const name = tokens[start]?.word ?? 'null'
  const flag = tokens[start + 1]
  if (flag === undefined) throw illegalArgument('Login module control flag not specified in JAAS config')
  const controlFlag = checkedFlag(flag.word)
  const options = new Map<string, string>()
  let at = start + 2
  for (; tokens[at] !== undefined && tokens[at]?.mark !== ';'; at += 3) {
    const key = tokens[at]?.word ?? 'null'
    const value = tokens[at + 1]?.mark === '=' ? tokens[at + 2]?.word : undefined
    if (value === undefined) throw illegalArgument(`Value not specified for key '${key}' in JAAS config`)
    options.set(key, value)
  }
  if (tokens[at] === undefined) throw illegalArgument('JAAS config entry not terminated by semi-colon')
  return [{ name, flag: controlFlag, options }, at + 1]
}

function checkedFlag(flag: string | undefined): string {
  if (flag === undefined) throw illegalArgument('Login module control flag is not available in the JAAS config')
  if (flags.includes(flag.toUpperCase())) return flag.toLowerCase()
  throw illegalArgument(`Invalid login module control flag '${flag}' in JAAS config`)
}

/** A word, quoted or not, or a mark; a bare number is neither to Java's StreamTokenizer. */
interface Token {
  readonly word?: string
  readonly mark?: string
}

/** Comments, quoted texts of one line, numbers, words, and marks, as Java's StreamTokenizer is set up for this. */
const pattern =
  /\/\*[\s\S]*?(?:\*\/|$)|\/[^\r\n]*|"((?:\\[\s\S]|[^"\\\r\n])*)"?|'((?:\\[\s\S]|[^'\\\r\n])*)'?|(-?(?:\d+\.?\d*|\.\d+))|([A-Za-z_$\u00a0-\uffff][\w$.\-\u00a0-\uffff]*)|([^\0- ])/g

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const [, double, single, number, word, mark] of text.matchAll(pattern)) {
    const quoted = double ?? single
    if (quoted !== undefined) tokens.push({ word: unescaped(quoted) })
    else if (number !== undefined) tokens.push({})
    else if (word !== undefined) tokens.push({ word })
    else if (mark !== undefined) tokens.push({ mark })
  }
  return tokens
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function unescaped(text: string): string {
  return text.replace(/\\([0-3][0-7]{0,2}|[4-7][0-7]?|[\s\S])/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  )
}
