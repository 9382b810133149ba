import { type Output, OutputClosed, printLine } from './output.ts'

/**
 * An output that goes on as Java's PrintStream does when nobody reads any more, or the disk is full: a command that is
 * about to change something does so to its end. Only what prints without end has to learn of it (`endsWithReader`).
 * A full disk is told once on `complaints`; Java says nothing.
 */
export function forgiving(output: Output, complaints?: Output, endsWithReader = false): Output {
  let isOver = false
  const end = (error: OutputClosed) => {
    if (!isOver && complaints !== undefined && error.message !== '') {
      printLine(complaints, `Standard output: ${error.message}; not all of it was written.`)
    }
    isOver = true
    if (endsWithReader) throw error
  }
  return {
    get isTerminal() {
      return output.isTerminal
    },
    get columns() {
      return output.columns
    },
    write(text) {
      if (isOver) return end(new OutputClosed())
      try {
        output.write(text)
      } catch (error) {
        if (!(error instanceof OutputClosed)) throw error
        end(error)
      }
    },
    async writeMeanwhile(bytes) {
      if (isOver) return end(new OutputClosed())
      try {
        if (output.writeMeanwhile) await output.writeMeanwhile(bytes)
        else output.write(bytes)
      } catch (error) {
        if (!(error instanceof OutputClosed)) throw error
        end(error)
      }
    },
  }
}
