/** An exception that Kafka's tool lets escape from `main`: shown by its Java class, without a stack, and so its causes. */
export class JavaException extends Error {
  readonly className: string

  constructor(className: string, message = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'JavaException'
    this.className = className
  }
}

/** As Java prints it, without the frames: `class: message`, and `Caused by:` lines. */
export function javaTrace(error: unknown): string {
  if (!(error instanceof JavaException)) return error instanceof Error ? (error.stack ?? String(error)) : String(error)
  const { className, message, cause } = error
  const text = message === '' ? className : `${className}: ${message}`
  return cause instanceof JavaException ? `${text}\nCaused by: ${javaTrace(cause)}` : text
}
