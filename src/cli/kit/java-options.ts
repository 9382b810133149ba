/**
 * The system properties that a JVM would be started with: each `-Dkey=value` of these variables. Words are split as the
 * shell does it for Kafka's scripts, where quotes inside a variable mean nothing.
 */
export function systemProperties(
  env: Readonly<Record<string, string | undefined>>,
  variables: readonly string[],
): Map<string, string> {
  const properties = new Map<string, string>()
  for (const word of variables.flatMap((name) => (env[name] ?? '').split(/\s+/))) {
    const [, key, value = ''] = /^-D([^=]+)(?:=(.*))?$/.exec(word) ?? []
    if (key !== undefined) properties.set(key, value)
  }
  return properties
}
