import type { DocumentedSettings } from './documented-setting.ts'

/** Settings of a ZooKeeper server about TLS, logins and access lists. */
export const zooKeeperAccess = {
  secureClientPort: {
    type: 'port',
    description:
      'Where clients connect that speak TLS. Needs serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory.',
  },
  secureClientPortAddress: { type: 'host', description: 'The address to listen on for them.' },
  serverCnxnFactory: {
    type: 'class',
    description: 'org.apache.zookeeper.server.NettyServerCnxnFactory, where TLS is spoken.',
  },
  'client.portUnification': {
    type: 'boolean',
    default: 'false',
    description: 'clientPort takes clients with TLS as well.',
  },
  'ssl.keyStore.location': { type: 'file', description: "The store with the server's certificate and key." },
  'ssl.keyStore.password': { type: 'string', description: 'Its password.' },
  'ssl.keyStore.type': {
    type: 'string',
    description: 'JKS, PKCS12 or PEM; without it what the ending of its name says.',
  },
  'ssl.trustStore.location': { type: 'file', description: 'The store with the certificates that are trusted.' },
  'ssl.trustStore.password': { type: 'string', description: 'Its password.' },
  'ssl.trustStore.type': { type: 'string', description: 'As ssl.keyStore.type.' },
  'ssl.clientAuth': {
    type: 'string',
    default: 'need',
    words: ['need', 'want', 'none'],
    description: 'Whether clients need a certificate.',
  },
  'ssl.hostnameVerification': {
    type: 'boolean',
    default: 'true',
    description: 'The name in a certificate has to be that of the address.',
  },
  'ssl.enabledProtocols': { type: 'list', description: 'Which versions of TLS may be used.' },
  'ssl.ciphersuites': { type: 'list', description: 'Which ciphers may be used.' },
  'ssl.authProvider': { type: 'string', default: 'x509', description: 'What a certificate proves.' },
  'authProvider.N': {
    type: 'class',
    description: "A way for clients to prove who they are: Java's names for digest, ip, sasl, x509 and ensemble.",
  },
  'DigestAuthenticationProvider.enabled': {
    type: 'boolean',
    default: 'true',
    description: 'Names and passwords prove it (addauth digest).',
  },
  'DigestAuthenticationProvider.digestAlg': {
    type: 'string',
    default: 'SHA1',
    description: 'How these are hashed in access lists.',
  },
  'DigestAuthenticationProvider.superDigest': {
    type: 'string',
    description: 'super: and the hash of the password with which one may do everything.',
  },
  'X509AuthenticationProvider.superUser': { type: 'string', description: 'Whose certificate lets one do everything.' },
  'SASLAuthenticationProvider.superPassword': { type: 'string', description: 'The password of the SASL user super.' },
  superUser: { type: 'string', description: 'The SASL user who may do everything.' },
  letAnySaslUserDoX: { type: 'string', description: 'This name in an access list means everybody who is logged in.' },
  'java.security.auth.login.config': { type: 'file', description: 'The JAAS file with the users who may log in.' },
  'sasl.serverconfig': { type: 'string', default: 'Server', description: 'Its section.' },
  allowSaslFailedClients: {
    type: 'boolean',
    default: 'false',
    description: 'Who fails to log in may stay, as nobody.',
  },
  sessionRequireClientSASLAuth: {
    type: 'boolean',
    default: 'false',
    description: 'Only who is logged in may do anything.',
  },
  'enforce.auth.enabled': {
    type: 'boolean',
    default: 'false',
    description: 'Clients have to have proved who they are.',
  },
  'enforce.auth.schemes': { type: 'list', description: 'In one of these ways.' },
  ensembleAuthName: {
    type: 'list',
    description: 'Names of the ensemble, by which clients make sure that they are at the right one.',
  },
  skipACL: { type: 'boolean', default: 'false', description: 'Everybody may do everything.' },
} as const satisfies DocumentedSettings
