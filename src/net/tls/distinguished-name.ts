import { type Der, oidOf, partAt, partsOf, readDer } from './der.ts'

const names: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
}

/** The subject of a certificate in DER as RFC 2253 writes it, which is what Java's `X500Principal.getName` gives. */
export function subjectOf(certificate: Buffer): string {
  const body = partsOf(partAt(readDer(certificate), 0))
  // The version in front may be missing: then it is the first.
  const subject = body[body[0]?.tag === 0xa0 ? 5 : 4]
  if (subject === undefined) return ''
  return partsOf(subject)
    .reverse()
    .map((set) => partsOf(set).map(attribute).join('+'))
    .join(',')
}

function attribute(pair: Der): string {
  const oid = oidOf(partAt(pair, 0))
  const value = partAt(pair, 1)
  const name = names[oid]
  const text = name === undefined ? undefined : textOf(value)
  if (text === undefined) return `${name ?? oid}=#${value.whole.toString('hex')}`
  return `${name}=${escaped(text)}`
}

function textOf({ tag, content }: Der): string | undefined {
  if (tag === 0x0c) return content.toString()
  if (tag === 0x1e) return Buffer.from(content).swap16().toString('utf16le')
  return tag === 0x13 || tag === 0x14 || tag === 0x16 ? content.toString('latin1') : undefined
}

function escaped(text: string): string {
  return text.replace(/[,+"\\<>;]|^[ #]| $/g, '\\$&')
}
