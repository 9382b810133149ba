import { idle } from './setting-text.ts'

export const zookeeper = {
  'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty, where TLS is to be spoken with ZooKeeper.',
  'zookeeper.connect':
    "ZooKeeper's servers as host:port, separated by commas; behind the last one a path may stand, below which the cluster's nodes are.",
  'zookeeper.connection.timeout.ms':
    'How long a broker waits for ZooKeeper when it starts; zookeeper.session.timeout.ms when not given.',
  'zookeeper.max.in.flight.requests': idle('How many requests may be under way to ZooKeeper.'),
  'zookeeper.metadata.migration.enable': idle('The cluster is on its way to KRaft.'),
  'zookeeper.metadata.migration.min.batch.size': idle('How many records are moved at a time.'),
  'zookeeper.session.timeout.ms':
    'A broker that ZooKeeper has not heard of for so long is dead for the others; as far as ZooKeeper allows it.',
  'zookeeper.set.acl': idle('Nodes get access lists, so that only brokers may change them.'),
  'zookeeper.ssl.cipher.suites': 'Which ciphers may be used, separated by commas.',
  'zookeeper.ssl.client.enable': 'TLS is spoken with ZooKeeper.',
  'zookeeper.ssl.crl.enable': 'Certificates are looked up in lists of revoked ones.',
  'zookeeper.ssl.enabled.protocols': 'Which versions of TLS may be used, separated by commas.',
  'zookeeper.ssl.endpoint.identification.algorithm':
    "HTTPS compares the name in ZooKeeper's certificate with its address; empty does not.",
  'zookeeper.ssl.keystore.location': 'The store with the certificate and key of this broker.',
  'zookeeper.ssl.keystore.password': 'Its password.',
  'zookeeper.ssl.keystore.type': 'JKS, PKCS12 or PEM; without it what the ending of its name says.',
  'zookeeper.ssl.ocsp.enable': 'Certificates are asked about at their issuer.',
  'zookeeper.ssl.protocol': 'The version of TLS to use.',
  'zookeeper.ssl.truststore.location': 'The store with the certificates that are trusted.',
  'zookeeper.ssl.truststore.password': 'Its password.',
  'zookeeper.ssl.truststore.type': 'JKS, PKCS12 or PEM; without it what the ending of its name says.',
}

export const kraft = {
  'controller.listener.names': idle('The listeners of controllers.'),
  'controller.quorum.append.linger.ms': idle('How long a leader gathers records before it writes them.'),
  'controller.quorum.election.backoff.max.ms': idle('The longest rest between elections.'),
  'controller.quorum.election.timeout.ms': idle('How long an election may take.'),
  'controller.quorum.fetch.timeout.ms': idle('A leader that was silent for so long is replaced.'),
  'controller.quorum.request.timeout.ms': idle('How long a request may wait for its answer.'),
  'controller.quorum.retry.backoff.ms': idle('The rest before it is tried again.'),
  'controller.quorum.voters': idle('The controllers, as id@host:port separated by commas.'),
  'early.start.listeners': idle('Listeners that open before the authorizer is ready.'),
  'metadata.log.dir': idle('The folder of the metadata log.'),
  'metadata.log.max.record.bytes.between.snapshots': idle('After so many bytes a snapshot is made.'),
  'metadata.log.max.snapshot.interval.ms': idle('After so long a snapshot is made.'),
  'metadata.log.segment.bytes': idle('How large a segment of the metadata log becomes.'),
  'metadata.log.segment.min.bytes': idle('The smallest such segment.'),
  'metadata.log.segment.ms': idle('After so long a new one begins.'),
  'metadata.max.idle.interval.ms': idle('How often an idle controller writes.'),
  'metadata.max.retention.bytes': idle('How much of the metadata log is kept.'),
  'metadata.max.retention.ms': idle('How long the metadata log is kept.'),
  'process.roles': idle('What this process is: broker, controller or both. Empty is a broker with ZooKeeper.'),
  'unstable.api.versions.enable': idle('Requests are understood in versions that are not final.'),
  'unstable.metadata.versions.enable': idle('Metadata may be in versions that are not final.'),
}
