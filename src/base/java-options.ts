/**
 * The system properties that runbooks hand to a JVM: `-Dname=value` in the texts of variables like `KAFKA_OPTS`. Scripts
 * split them at blanks, quotes mean nothing; of two with the same name the later one wins.
 */
export function systemProperties(...texts: readonly (string | undefined)[]): ReadonlyMap<string, string> {
  const properties = new Map<string, string>()
  for (const word of texts.flatMap((text) => text?.split(/\s+/) ?? [])) {
    const [, name, value = ''] = /^-D([^=]+)(?:=(.*))?$/.exec(word) ?? []
    if (name !== undefined) properties.set(name, value)
  }
  return properties
}
