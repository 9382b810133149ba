import { isUtf8 } from 'node:buffer'

/** The text that Java reads from bytes that are meant to be UTF-8. */
export function javaString(bytes: Buffer): string {
  return wellFormed(bytes).toString('utf8')
}

/** The same bytes, or, where they are no UTF-8, those of the text that Java makes of them. */
export function wellFormed(bytes: Buffer): Buffer {
  return isUtf8(bytes) ? bytes : Buffer.from(withoutSurrogates(bytes).toString('utf8'))
}

/** Of what is malformed only encoded surrogates are replaced otherwise: by one U+FFFD where Node takes three. */
function withoutSurrogates(bytes: Buffer): Buffer {
  const mended = Buffer.from(bytes)
  for (let at = mended.indexOf(0xed); at >= 0; at = mended.indexOf(0xed, at + 1)) {
    const [second = 0, third = 0] = mended.subarray(at + 1, at + 3)
    if (second >= 0xa0 && second <= 0xbf && third >= 0x80 && third <= 0xbf) mended.set(replacement, at)
  }
  return mended
}

const replacement = Buffer.from('\ufffd')
