/** An exception that Kafka's tool lets escape from `main`: shown by its Java class, without a stack, and so its causes. */
export class JavaException extends Error {
  readonly className: string

  constructor(className: string, message = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'JavaException'
    this.className = className
  }
}
