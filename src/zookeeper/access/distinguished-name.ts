/** What Java's `X500Principal` takes for the name of an attribute, beside numbers with dots. */
const keywords =
  /^(CN|C|L|S|ST|O|OU|T|IP|STREET|DC|DNQ|DNQUALIFIER|SURNAME|GIVENNAME|INITIALS|GENERATION|EMAIL|EMAILADDRESS|UID|SERIALNUMBER)$/i
const numbered = /^(?:OID\.)?\d+(?:\.\d+)+$/i

/** `key=value` up to the next separator; values may be quoted, or have their separators escaped. */
const part = /\s*([\w.]+)\s*=\s*(?:"(?:\\.|[^"\\])*"|(?:\\.|[^\\",;+])*)\s*(?:[,;+](?=.)|$)/y

/** Whether the text names someone as certificates do: `CN=client,O=Example`. */
export function isDistinguishedName(text: string): boolean {
  if (text.trim() === '') return true
  part.lastIndex = 0
  while (part.lastIndex < text.length) {
    const key = part.exec(text)?.[1]
    if (key === undefined || !(keywords.test(key) || numbered.test(key))) return false
  }
  return true
}
