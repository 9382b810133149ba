/** An exception that Kafka's tool lets escape from `main`: shown by its Java class, without a stack. */
export class JavaException extends Error {
  readonly className: string

  constructor(className: string, message = '') {
    super(message)
    this.name = 'JavaException'
    this.className = className
  }
}
