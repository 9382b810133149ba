import { JavaException } from '../kit/java-exception.ts'

/** The bytes that a text in base64 stands for. @throws JavaException in the words of Java's decoder for a letter that is none of it */
export function decodeBase64(text: string): Buffer {
  const bad = /[^A-Za-z0-9+/=]/.exec(text)?.[0]
  if (bad === undefined) return Buffer.from(text, 'base64')
  throw new JavaException(
    'java.lang.IllegalArgumentException',
    `Illegal base64 character ${bad.charCodeAt(0).toString(16)}`,
  )
}
