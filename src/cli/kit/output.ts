/** One of the command's output streams. */
export interface Output {
  readonly isTerminal: boolean
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number
  /** Writes all of it before it returns. Throws `OutputClosed` when nobody reads any more. */
  write(text: string | Uint8Array): void
  /** The same without holding the process up while the reader takes its time; missing where nobody can. */
  writeMeanwhile?(bytes: Uint8Array): Promise<void>
}

/** The reader of stdout went away (`| head`), or, with a message, its bytes can't be kept: the command ends quietly, and well. */
export class OutputClosed extends Error {
  override name = 'OutputClosed'
}

/** An output that hands its lines on, without what is blank around them; the beginning of one waits for its end. */
export function eachLine(take: (line: string) => void): Output {
  let begun = ''
  return {
    isTerminal: false,
    columns: 80,
    write(text) {
      const lines = (begun + Buffer.from(text).toString()).split('\n')
      begun = lines.pop() ?? ''
      for (const line of lines.map((one) => one.trim()).filter(Boolean)) take(line)
    },
  }
}

/** Writes the text and a line end. */
export function printLine(output: Output, text = ''): void {
  output.write(`${text}\n`)
}
