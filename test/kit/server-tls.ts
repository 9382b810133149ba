import path from 'node:path'
import { root } from './bundle.ts'

/** Key and trust stores of a server, of clients, and of strangers; `make.sh` beside them made them. */
export const certificates = path.join(root, 'test/kit/certificates')

/** What a ZooKeeper server needs in its configuration to speak TLS; which port does is not among it. */
export const serverTls = {
  serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
  'ssl.keyStore.location': path.join(certificates, 'server.p12'),
  'ssl.keyStore.password': 'changeit',
  'ssl.trustStore.location': path.join(certificates, 'trust.jks'),
  'ssl.trustStore.password': 'changeit',
}
