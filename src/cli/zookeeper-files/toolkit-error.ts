import { MalformedError } from '../../wire/schema/index.ts'
import { JavaException } from '../kit/java-exception.ts'

/** What ends a toolkit: the message goes to stderr, the code to the shell. */
export class ToolkitError extends Error {
  override readonly name = 'ToolkitError'
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Bytes that end too early are what ends the real toolkits as well. @throws JavaException instead of a MalformedError */
export function orEndOfFile<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RangeError) throw new JavaException('java.io.EOFException')
    throw error
  }
}
