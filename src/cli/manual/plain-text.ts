const sectionIndent = 7
const entryIndent = 14

/** A page of ours as text, for where there is no `man`: it knows the macros that src/cli/kit/roff.ts writes, and no others. */
export function plainText(page: string, width: number): string {
  const layout = new Layout(width)
  for (const line of page.split('\n')) layout.add(line)
  return layout.text()
}

class Layout {
  readonly #width: number
  readonly #lines: string[] = []
  #indent = sectionIndent
  #words: string[] = []
  #isTerm = false
  #isFilled = true

  constructor(width: number) {
    this.#width = width
  }

  add(line: string): void {
    const [, macro = '', argument = ''] = /^\.(\w+) ?(.*)$/.exec(line) ?? []
    if (macro === '') this.#addText(plain(line))
    else this.#addMacro(macro, plain(argument.replace(/^"(.*)"$/, '$1')))
  }

  text(): string {
    this.#end()
    return `${this.#lines.join('\n').trim()}\n`
  }

  #addMacro(macro: string, argument: string): void {
    if (macro === 'B') {
      this.#addText(argument)
      return
    }
    this.#end()
    if (macro === 'SH') this.#heading(argument, 0)
    if (macro === 'SS') this.#heading(argument, 3)
    if (macro === 'PP' || macro === 'TP') this.#paragraph()
    this.#isTerm = macro === 'TP'
    if (macro === 'nf' || macro === 'fi') this.#isFilled = macro === 'fi'
  }

  /** Behind an empty line, unless a heading stands there. */
  #paragraph(): void {
    if (/^ {7}/.test(this.#lines.at(-1) ?? '')) this.#lines.push('')
    this.#indent = sectionIndent
  }

  #heading(title: string, indent: number): void {
    this.#lines.push('', `${' '.repeat(indent)}${title}`)
    this.#indent = sectionIndent
  }

  #addText(text: string): void {
    if (this.#isTerm) {
      this.#lines.push(' '.repeat(sectionIndent) + text)
      this.#isTerm = false
      this.#indent = entryIndent
    } else if (this.#isFilled) this.#words.push(...text.split(' ').filter(Boolean))
    else this.#lines.push(' '.repeat(this.#indent) + text)
  }

  /** Fills lines with the words gathered. */
  #end(): void {
    let line = ''
    for (const word of this.#words) {
      if (line !== '' && this.#indent + line.length + 1 + word.length > this.#width) {
        this.#lines.push(' '.repeat(this.#indent) + line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    if (line !== '') this.#lines.push(' '.repeat(this.#indent) + line)
    this.#words = []
  }
}

function plain(text: string): string {
  return text.replace(
    /\\(?:\[u([0-9A-F]+)\]|\(dq|([&:e-]))/g,
    (_, code: string | undefined, sign: string | undefined) => {
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
      return sign === undefined ? '"' : ({ '&': '', ':': '', e: '\\', '-': '-' }[sign] ?? '')
    },
  )
}
