import { kafkaVersion } from '../../base/kafka-version.ts'

/** A page of the manual in man(7) macros. `about` stands behind its name in lists of pages. */
export function page(name: string, section: number, about: string, parts: readonly (readonly string[])[]): string {
  const title = `.TH ${words(name.toUpperCase())} ${section} "" "kafkabox (Kafka ${kafkaVersion})" "kafkabox manual"`
  return [title, ...raggedRight, ...heading('NAME', [escaped(`${name} - ${about}`)]), ...parts.flat(), ''].join('\n')
}

/** Names of options and settings are neither spread nor hyphenated. */
const raggedRight = ['.ad l', '.nh']

/** A section with its lines; nothing of one without lines. */
export function heading(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.SH ${words(title)}`, ...lines]
}

export function subheading(title: string, lines: readonly string[]): string[] {
  return [`.SS ${words(title)}`, ...lines]
}

/** What is explained, in bold, and its explanation. */
export function entry(term: string, ...explanation: readonly string[]): string[] {
  return ['.TP', `.B ${escaped(term)}`, ...explanation]
}

/** Paragraphs, parted by an empty line. */
export function paragraphs(text: string): string[] {
  return text.split('\n\n').flatMap((paragraph, at) => [...(at === 0 ? [] : ['.PP']), ...body(paragraph)])
}

/** Running text, line by line; lines that begin with a blank are a list and stay as they are. */
export function body(text: string): string[] {
  const lines: string[] = []
  let inList = false
  for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
    const isItem = /^\s/.test(line)
    if (isItem !== inList) lines.push(isItem ? '.nf' : '.fi')
    else if (lines.length > 0 && !isItem) lines.push('.br')
    lines.push(isItem ? `  ${escaped(line.trim())}` : escaped(line.trim()))
    inList = isItem
  }
  return inList ? [...lines, '.fi'] : lines
}

/** Several words as one argument of a macro. */
function words(text: string): string {
  return /\s/.test(text) ? `"${escaped(text).replaceAll('"', '\\(dq')}"` : escaped(text)
}

/**
 * Backslashes and hyphens are roff's own, and so are letters beyond ASCII; a stop or quote at the start of a line would be
 * read as a macro.
 */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/[^\0-\x7f]/gu, (letter) => `\\[u${codePoint(letter)}]`)
    .replace(/\S{40,}/g, breakable)
    .replace(/^([.'])/gm, '\\&$1')
}

/** A name so long that a line may have to end within it. */
const breakable = (word: string) => word.replace(/[.,=:](?=\S)/g, '$&\\:')

function codePoint(letter: string): string {
  return (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
