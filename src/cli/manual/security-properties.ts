import type { DocumentedSettings } from './documented-setting.ts'

const security = 'org.apache.kafka.common.security'

/** How every client speaks to brokers, and as whom. */
export const securityProperties = {
  'security.protocol': {
    type: 'string',
    default: 'PLAINTEXT',
    words: ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'],
    description: 'Whether TLS is spoken with brokers (SSL), and whether the client logs in (SASL).',
  },
  'security.providers': { type: 'list', description: 'Java classes that add ciphers. There is no JVM here: refused.' },
} as const satisfies DocumentedSettings

export const tlsProperties = {
  'ssl.truststore.location': { type: 'file', description: 'The store with the certificates that are trusted.' },
  'ssl.truststore.password': { type: 'password', description: 'Its password.' },
  'ssl.truststore.type': {
    type: 'string',
    default: 'JKS',
    words: ['JKS', 'PKCS12', 'PEM'],
    description: 'Its format.',
  },
  'ssl.truststore.certificates': { type: 'PEM', description: 'These certificates themselves, in place of a store.' },
  'ssl.keystore.location': { type: 'file', description: "The store with the client's certificate and key." },
  'ssl.keystore.password': { type: 'password', description: 'Its password.' },
  'ssl.keystore.type': { type: 'string', default: 'JKS', words: ['JKS', 'PKCS12', 'PEM'], description: 'Its format.' },
  'ssl.keystore.key': { type: 'PEM', description: 'The key itself, in place of a store.' },
  'ssl.keystore.certificate.chain': { type: 'PEM', description: 'Its certificate, and those that issued it.' },
  'ssl.key.password': { type: 'password', description: 'The password of the key in the store, or of the PEM.' },
  'ssl.endpoint.identification.algorithm': {
    type: 'string',
    default: 'https',
    description: "https compares the name in a broker's certificate with its address; empty does not.",
  },
  'ssl.protocol': { type: 'string', default: 'TLSv1.3', description: 'The version of TLS to use.' },
  'ssl.enabled.protocols': {
    type: 'list',
    default: 'TLSv1.2,TLSv1.3',
    description: 'The versions of TLS that may be used.',
  },
  'ssl.cipher.suites': { type: 'list', description: 'The ciphers that may be used; all good ones when not given.' },
  'ssl.engine.factory.class': { type: 'class', description: "What speaks TLS: only Kafka's own class is known." },
  'ssl.keymanager.algorithm': { type: 'string', default: 'SunX509', description: 'How Java finds its key.' },
  'ssl.trustmanager.algorithm': { type: 'string', default: 'PKIX', description: 'How Java decides whom to trust.' },
  'ssl.provider': { type: 'string', description: 'The part of Java that speaks TLS.' },
  'ssl.secure.random.implementation': { type: 'string', description: 'Where Java takes randomness from.' },
} as const satisfies DocumentedSettings

export const saslProperties = {
  'sasl.mechanism': {
    type: 'string',
    default: 'GSSAPI',
    words: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
    description: 'How to log in. GSSAPI (Kerberos), which is the default, is not there.',
  },
  'sasl.jaas.config': {
    type: 'password',
    description:
      'As whom to log in, as in a JAAS file: org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="..."; Without it the section KafkaClient of the file in KAFKA_OPTS counts.',
  },
  'sasl.kerberos.service.name': { type: 'string', description: "The name of Kafka's service, with GSSAPI." },
  'sasl.client.callback.handler.class': {
    type: 'class',
    description: "What answers a broker: only Kafka's own is known.",
  },
  'sasl.login.class': { type: 'class', description: "What keeps a login: only Kafka's own is known." },
  'sasl.login.callback.handler.class': {
    type: 'class',
    words: [`${security}.oauthbearer.secured.OAuthBearerLoginCallbackHandler`],
    description: 'Where an OAUTHBEARER token comes from: this one asks sasl.oauthbearer.token.endpoint.url.',
  },
  'sasl.login.refresh.window.factor': {
    type: 'double',
    default: '0.8',
    accepts: 'from 0.5 to 1',
    description: 'After which part of its life a token is renewed.',
  },
  'sasl.login.refresh.window.jitter': {
    type: 'double',
    default: '0.05',
    accepts: 'from 0 to 0.25',
    description: 'How much that varies.',
  },
  'sasl.login.refresh.min.period.seconds': {
    type: 'short',
    default: '60',
    accepts: 'from 0 to 900',
    description: 'A token is not renewed sooner.',
  },
  'sasl.login.refresh.buffer.seconds': {
    type: 'short',
    default: '300',
    accepts: 'from 0 to 3600',
    description: 'A token is renewed so long before its end.',
  },
  'sasl.login.connect.timeout.ms': { type: 'int', description: 'How long a connection to who gives tokens may take.' },
  'sasl.login.read.timeout.ms': { type: 'int', description: 'How long its answer may take.' },
  'sasl.login.retry.backoff.ms': { type: 'long', default: '100', description: 'The first rest before the next try.' },
  'sasl.login.retry.backoff.max.ms': { type: 'long', default: '10000', description: 'The longest such rest.' },
  'sasl.oauthbearer.token.endpoint.url': { type: 'url', description: 'Where tokens are to be had.' },
  'sasl.oauthbearer.scope.claim.name': { type: 'string', default: 'scope', description: 'The claim with the scope.' },
  'sasl.oauthbearer.sub.claim.name': { type: 'string', default: 'sub', description: 'The claim with the user.' },
} as const satisfies DocumentedSettings
