/** The bytes are not what they claim to be; whoever sent them gets its connection closed, and only that. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
}

/** A value that this version of the message has no place for, or a version that the message doesn't have. */
export class UnsupportedVersionError extends Error {
  override readonly name = 'UnsupportedVersionError'
}
