import { ConfigError, configException } from '../../zookeeper/config/config-error.ts'
import { ExplainedError } from '../kit/hints/explained-error.ts'

/** A file of which no server can be made. ZooKeeper tells only its log why. */
export class InvalidConfig extends ExplainedError {
  readonly className = configException
  /** As Java prints it in the log, without frames. */
  readonly trace: string

  constructor(file: string, error: unknown) {
    const { className, message } = thrown(error, file)
    const reading = `Error processing ${file}`
    super(`${reading}: ${message}`, { cause: `${file}: ${message}`, hint: 'mend the file' }, error)
    const isItsOwn = className === configException
    this.trace = `${configException}: ${isItsOwn ? message : `${reading}\nCaused by: ${className}: ${message}`}`
  }
}

function thrown(error: unknown, file: string): { className: string; message: string } {
  if (error instanceof ConfigError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reason = reasons.get(code)
  if (reason !== undefined) return { className: 'java.io.FileNotFoundException', message: `${file} (${reason})` }
  const message = error instanceof Error ? error.message : String(error)
  return { className: 'java.lang.IllegalArgumentException', message }
}

/** By the system's code, why a file that is there can't be read. */
const reasons: ReadonlyMap<unknown, string> = new Map([
  ['EISDIR', 'Is a directory'],
  ['EACCES', 'Permission denied'],
])
