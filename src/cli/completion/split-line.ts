export interface SplitLine {
  /** The words without their quotes; the last one is where the cursor is, and empty behind a blank. */
  readonly words: readonly string[]
  /** The last word as it was typed. */
  readonly typed: string
}

/** Splits the line up to the cursor as a shell does; only the last of several commands counts. */
export function splitLine(line: string): SplitLine {
  const last = lastCommand(line)
  const tokens = last.match(/(?:\\.|'[^']*'?|"(?:\\.|[^"\\])*"?|[^\s\\'"])+|\\$/gs) ?? []
  const typed = /(?:^|[^\\])\s$/.test(last) || tokens.length === 0 ? '' : (tokens.at(-1) ?? '')
  const words = tokens.map(unquoted)
  return { words: withoutAssignments(typed === '' ? [...words, ''] : words), typed }
}

/** What stands behind the last `|`, `;`, `&` or `(` outside of quotes. */
function lastCommand(line: string): string {
  const pieces = line.match(/\\.|'[^']*'?|"(?:\\.|[^"\\])*"?|[^\\'"]/gs) ?? []
  const start = pieces.findLastIndex((piece) => ['|', ';', '&', '('].includes(piece))
  return pieces.slice(start + 1).join('')
}

function unquoted(token: string): string {
  return token.replace(/\\(.)|'([^']*)'?|"((?:\\.|[^"\\])*)"?/gs, (_, escaped, single, double) => {
    return escaped ?? single ?? String(double).replace(/\\(["\\$`])/g, '$1')
  })
}

/** `NAME=value` before the command is for its environment. */
function withoutAssignments(words: readonly string[]): string[] {
  const command = words.findIndex((word) => !/^\w+=/.test(word))
  return command < 0 ? [...words] : words.slice(command)
}
