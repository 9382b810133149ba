import { KeyStoreError } from './der.ts'

/** `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`, with the exchange and its signature, the cipher, and the hash. */
const older =
  /^(?:TLS|SSL)_(?:(ECDHE|DHE)_)?(RSA|ECDSA)_WITH_(AES_128|AES_256|CHACHA20_POLY1305)(?:_(GCM|CBC))?_(SHA\d*)$/

/** The suites' names of the standard, as Java has them, in OpenSSL's words. @throws KeyStoreError */
export function opensslCiphers(names: readonly string[]): string {
  return names.map((name) => opensslName(name.trim())).join(':')
}

function opensslName(name: string): string {
  const [, exchange, signature, cipher = '', mode, hash] = older.exec(name) ?? []
  if (signature === undefined) {
    // The suites of TLS 1.3 have the same name everywhere.
    if (/^TLS_(?:AES|CHACHA20)_\w+$/.test(name)) return name
    throw new KeyStoreError(`${name}: no such cipher suite`)
  }
  const parts = exchange === undefined ? [] : [exchange, signature]
  if (cipher.startsWith('CHACHA20')) return [...parts, 'CHACHA20-POLY1305'].join('-')
  return [...parts, cipher.replace('_', ''), ...(mode === 'GCM' ? ['GCM'] : []), hash].join('-')
}
