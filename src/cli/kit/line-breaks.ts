// Where Java's line BreakIterator allows a break: after blanks, after hyphens and stops inside a word, before '(' inside one.
const breaks =
  /(?<=\s)(?=\S)|(?<=-)(?=[A-Za-z<])|(?<=[A-Za-z0-9][.,;!?])(?=[A-Za-z])|(?<=[A-Za-z0-9]:)(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=\()/

/** The pieces of a line between which it may be broken; each keeps the blanks behind it. */
export function wordsOf(line: string): string[] {
  return line.split(breaks)
}
