import { integer, list, long, object, oneOf, orNull, result, string } from '../kit/schema/schema.ts'

const noText = 'null when there is none, or when it is no text'
const base64 = (of: string) =>
  orNull(string(`${of} in Base64, when it is no UTF-8 and no deserializer was given; else null.`))

const header = object({
  key: string("The header's key."),
  value: orNull(string(`Its value; ${noText}.`)),
  valueBase64: base64('The value'),
})

export const consumedMessage = result('message', 'A message, as it was read.', {
  topic: string('The topic.'),
  partition: integer('The partition.'),
  offset: long('Its place in the partition.'),
  timestamp: orNull(long('Milliseconds since 1970; null in messages of the oldest format.')),
  timestampType: oneOf(['CreateTime', 'LogAppendTime'], 'Whose clock that was: its producer’s or the broker’s.'),
  headers: list(header, 'Its headers, in their order.'),
  key: orNull(string(`Its key; ${noText}.`)),
  keyBase64: base64('The key'),
  value: orNull(string(`Its value; ${noText}.`)),
  valueBase64: base64('The value'),
  formatted: orNull(string('What the formatter prints of it; null with the default formatter.')),
})

export const consoleConsumerResults = [consumedMessage]
