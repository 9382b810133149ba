/** One login module of a section. */
export interface LoginModule {
  /** The Java class that it names. */
  readonly name: string
  /** `required`, `requisite`, `sufficient` or `optional`, in lower case. */
  readonly flag: string
  readonly options: ReadonlyMap<string, string>
}

/** The text of a JAAS file is not what Java's `ConfigFile` reads. */
export class JaasError extends Error {
  override readonly name = 'JaasError'
}

const flags = ['required', 'requisite', 'sufficient', 'optional']

/**
 * The sections of a JAAS file (`-Djava.security.auth.login.config`): `Name { class flag option="value" …; … };`
 * @throws JaasError
 */
export function parseJaas(text: string): ReadonlyMap<string, readonly LoginModule[]> {
  const tokens = new Tokens(text)
  const sections = new Map<string, LoginModule[]>()
  while (!tokens.atEnd) {
    const name = tokens.word()
    if (sections.has(name)) throw new JaasError(`Configuration Error: Can not specify multiple entries for ${name}`)
    sections.set(name, section(tokens))
  }
  return sections
}

function section(tokens: Tokens): LoginModule[] {
  const modules: LoginModule[] = []
  tokens.expect('{')
  while (!tokens.takes('}')) modules.push(loginModule(tokens))
  tokens.expect(';')
  return modules
}

function loginModule(tokens: Tokens): LoginModule {
  const name = tokens.word()
  const flag = tokens.word().toLowerCase()
  if (!flags.includes(flag)) throw tokens.wrong(`Invalid control flag, ${flag}`)
  const options = new Map<string, string>()
  while (!tokens.takes(';')) {
    const key = tokens.word()
    tokens.expect('=')
    options.set(key, tokens.word())
  }
  return { name, flag, options }
}

/** Comments, quoted texts, single marks, and words. */
const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:\\.|[^"\\])*)"|([{};=])|([^\s{};="]+)|(\n)|(\S)/g

interface Token {
  readonly text: string
  readonly isMark: boolean
  readonly line: number
}

class Tokens {
  readonly #tokens: Token[] = []
  #at = 0

  constructor(text: string) {
    let line = 1
    for (const [whole, quoted, mark, word, newline, stray] of text.matchAll(pattern)) {
      const found = mark ?? word ?? stray ?? quoted?.replace(/\\(.)/g, '$1')
      if (found !== undefined) this.#tokens.push({ text: found, isMark: (mark ?? stray) !== undefined, line })
      line += newline === undefined ? whole.split('\n').length - 1 : 1
    }
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  word(): string {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.isMark) throw this.wrong('expected [a word]')
    this.#at++
    return token.text
  }

  takes(mark: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.isMark !== true || token.text !== mark) return false
    this.#at++
    return true
  }

  expect(mark: string): void {
    if (!this.takes(mark)) throw this.wrong(`expected [${mark}]`)
  }

  wrong(what: string): JaasError {
    const token = this.#tokens[this.#at]
    if (token === undefined) return new JaasError(`Configuration Error: ${what}, read [end of file]`)
    return new JaasError(`Configuration Error: Line ${token.line}: ${what}, found [${token.text}]`)
  }
}
