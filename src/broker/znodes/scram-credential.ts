/** What `/config/users/U` has for a SCRAM mechanism (KIP-554): enough to check a password, too little to use it. */
export interface ScramCredential {
  readonly salt: Buffer
  readonly storedKey: Buffer
  readonly serverKey: Buffer
  readonly iterations: number
}

export function encodeScramCredential({ salt, storedKey, serverKey, iterations }: ScramCredential): string {
  const [saltText, stored, server] = [salt, storedKey, serverKey].map((bytes) => bytes.toString('base64'))
  return `salt=${saltText},stored_key=${stored},server_key=${server},iterations=${iterations}`
}

/** Undefined for a text that is no credential. */
export function decodeScramCredential(text: string): ScramCredential | undefined {
  const fields = new Map(text.split(',').map((field) => split(field)))
  const [salt, storedKey, serverKey] = ['salt', 'stored_key', 'server_key'].map((name) => fields.get(name))
  const iterations = Number(fields.get('iterations'))
  if (salt === undefined || storedKey === undefined || serverKey === undefined || !Number.isInteger(iterations)) {
    return undefined
  }
  return { salt: bytes(salt), storedKey: bytes(storedKey), serverKey: bytes(serverKey), iterations }
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64')

/** At the first `=` only: Base64 may end with more of them. */
function split(field: string): [string, string] {
  const at = field.indexOf('=')
  return [field.slice(0, at), field.slice(at + 1)]
}
