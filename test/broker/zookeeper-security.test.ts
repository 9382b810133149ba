import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificates, serverTls } from '../kit/server-tls.ts'
import { freePort, removeFolder, type Server, startBrokerServer, startZooKeeperServer } from '../kit/servers.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const digest = 'org.apache.zookeeper.server.auth.DigestLoginModule required'
const jaas = (section: string, options: string) => {
  const file = path.join(folder, `${section}.conf`)
  writeFileSync(file, `${section} { ${digest} ${options}; };\n`)
  return { KAFKA_OPTS: `-Djava.security.auth.login.config=${file}` }
}

let zookeeper: Server
let broker: Server
beforeAll(async () => {
  const securePort = await freePort()
  zookeeper = await startZooKeeperServer(
    'ours',
    {
      secureClientPort: String(securePort),
      ...serverTls,
      'authProvider.1': 'org.apache.zookeeper.server.auth.SASLAuthenticationProvider',
    },
    jaas('Server', 'user_broker="secret"'),
  )
  const settings = {
    'zookeeper.connect': `localhost:${securePort}/kafka`,
    'zookeeper.ssl.client.enable': 'true',
    'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
    'zookeeper.ssl.keystore.location': `${certificates}/client.p12`,
    'zookeeper.ssl.keystore.password': 'changeit',
    'zookeeper.ssl.truststore.location': `${certificates}/trust.jks`,
    'zookeeper.ssl.truststore.password': 'changeit',
  }
  broker = await startBrokerServer(
    'ours',
    zookeeper,
    settings,
    [],
    jaas('Client', 'username="broker" password="secret"'),
  )
})
afterAll(async () => {
  await broker?.stop()
  await zookeeper?.stop()
  for (const each of [folder, broker?.folder, zookeeper?.folder]) if (each !== undefined) removeFolder(each)
})

test('a broker reaches ZooKeeper by TLS and proves who it is', () => {
  expect(zookeeper.output()).toMatch(/adding SASL authorization for authorizationID: broker/)
  expect(broker.output()).toContain('Session establishment complete on server localhost')
})
