/** A fault that Kafka's tool tells in one line, without a stack trace. */
export class TerseError extends Error {
  override readonly name = 'TerseError'
}
