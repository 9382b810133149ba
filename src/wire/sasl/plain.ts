import type { SaslClient } from './client.ts'

/** Tells the password as it is (RFC 4616). The server has nothing to prove. */
export function plainClient(username: string, password: string): SaslClient {
  return {
    begin: () => Buffer.from(`\0${username}\0${password}`),
    answer: () => undefined,
  }
}
