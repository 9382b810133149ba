/** ZooKeeper's own names of the settings that Kafka has for its connection to ZooKeeper. */
const ownNames: ReadonlyMap<string, string> = new Map([
  ['zookeeper.ssl.client.enable', 'zookeeper.client.secure'],
  ['zookeeper.clientCnxnSocket', 'zookeeper.clientCnxnSocket'],
  ['zookeeper.ssl.keystore.location', 'zookeeper.ssl.keyStore.location'],
  ['zookeeper.ssl.keystore.password', 'zookeeper.ssl.keyStore.password'],
  ['zookeeper.ssl.keystore.type', 'zookeeper.ssl.keyStore.type'],
  ['zookeeper.ssl.truststore.location', 'zookeeper.ssl.trustStore.location'],
  ['zookeeper.ssl.truststore.password', 'zookeeper.ssl.trustStore.password'],
  ['zookeeper.ssl.truststore.type', 'zookeeper.ssl.trustStore.type'],
  ['zookeeper.ssl.protocol', 'zookeeper.ssl.protocol'],
  ['zookeeper.ssl.enabled.protocols', 'zookeeper.ssl.enabledProtocols'],
  ['zookeeper.ssl.cipher.suites', 'zookeeper.ssl.ciphersuites'],
  ['zookeeper.ssl.endpoint.identification.algorithm', 'zookeeper.ssl.hostnameVerification'],
  ['zookeeper.ssl.crl.enable', 'zookeeper.ssl.crl'],
  ['zookeeper.ssl.ocsp.enable', 'zookeeper.ssl.ocsp'],
])

export const tlsSettingNames: readonly string[] = [...ownNames.keys()]

/** Those of Kafka's settings that are about it, under ZooKeeper's names; all others are left out. */
export function zooKeeperNames(settings: ReadonlyMap<string, string>): Map<string, string> {
  const properties = new Map<string, string>()
  for (const [name, own] of ownNames) {
    const value = settings.get(name)
    if (value === undefined) continue
    const isCheck = own.endsWith('hostnameVerification')
    properties.set(own, isCheck ? String(value.trim().toUpperCase() === 'HTTPS') : value)
  }
  return properties
}
