import { idle } from './setting-text.ts'

export const network = {
  'advertised.listeners':
    'The addresses that clients and other brokers are told, where these are not the ones to listen on: behind a proxy, in a container, with several networks. As for listeners, but a host of 0.0.0.0 is refused. Not given, the listeners are told.',
  'broker.heartbeat.interval.ms': idle('How often a KRaft broker tells its controller that it lives.'),
  'connection.failed.authentication.delay.ms': idle('How long the answer to a failed login is held back.'),
  'connections.max.idle.ms': 'A connection on which nothing came for so long is closed.',
  'connections.max.reauth.ms': idle('After so long a SASL client has to log in again; 0 never asks.'),
  'control.plane.listener.name':
    "The listener on which brokers hear their controller, so that its requests don't queue behind those of clients. Not given, it is the one for other brokers.",
  'inter.broker.listener.name':
    'The listener on which brokers reach one another. Not together with security.inter.broker.protocol.',
  'listener.security.protocol.map':
    'What is spoken on each listener: pairs NAME:PROTOCOL separated by commas. A name that is not a protocol itself needs one here.',
  listeners:
    'Where to listen: NAME://host:port, separated by commas. An empty host listens on every address of the machine, and tells clients its name.',
  'max.connection.creation.rate': idle('How many connections are accepted in a second.'),
  'max.connections': idle('How many connections there may be in all.'),
  'max.connections.per.ip': idle('How many connections one address may have.'),
  'max.connections.per.ip.overrides': idle('Other limits for some addresses: address:count, separated by commas.'),
  'num.io.threads': idle('How many threads work on requests. One loop does it all here.'),
  'num.network.threads': idle('How many threads read and write sockets. One loop does it all here.'),
  'queued.max.request.bytes': idle('With so many bytes of requests waiting, nothing more is read.'),
  'queued.max.requests': idle('With so many requests waiting, nothing more is read.'),
  'request.timeout.ms': 'How long a request of this broker to another one may wait for its answer.',
  'security.inter.broker.protocol': 'What brokers speak with one another, where no listener is named for it.',
  'socket.connection.setup.timeout.max.ms': idle('The longest patience for a connection to another broker.'),
  'socket.connection.setup.timeout.ms': 'How long it may take until a connection to another broker stands.',
  'socket.listen.backlog.size': idle('How many connections may wait to be accepted.'),
  'socket.receive.buffer.bytes': idle("The size of a socket's receive buffer; -1 leaves it to the system."),
  'socket.request.max.bytes': 'A request of more bytes ends its connection.',
  'socket.send.buffer.bytes': idle("The size of a socket's send buffer; -1 leaves it to the system."),
}

export const broker = {
  'auto.create.topics.enable': 'A topic that a client asks for, and that is not there, is created.',
  'background.threads': idle('How many threads do what can wait.'),
  'broker.id': 'The number of this broker in its cluster. -1 has one made up, above reserved.broker.max.id.',
  'broker.id.generation.enable': 'A broker without a number of its own is given one through ZooKeeper.',
  'broker.rack': 'Where the broker stands. Replicas of a partition are spread over racks, and clients may read nearby.',
  'default.replication.factor': 'How many brokers keep each partition of a topic that is created without saying so.',
  'delete.topic.enable': 'Topics can be deleted.',
  'inter.broker.protocol.version': idle('The release whose protocol brokers use among themselves during an upgrade.'),
  'node.id': 'Another name of broker.id.',
  'num.partitions': 'How many partitions a topic has that is created without saying so.',
  'reserved.broker.max.id': 'Numbers up to this one are given by hand, the ones above it are made up.',
  'server.max.startup.time.ms': idle('How long a KRaft broker may take to start.'),
  'create.topic.policy.class.name': idle('A Java class that may refuse new topics.'),
  'alter.config.policy.class.name': idle('A Java class that may refuse changes of settings.'),
  'initial.broker.registration.timeout.ms': idle('How long a KRaft broker tries to register.'),
  'broker.session.timeout.ms': idle('A KRaft broker that was silent for so long is taken for dead.'),
}

export const shutdown = {
  'controlled.shutdown.enable':
    'A broker that is asked to end hands its partitions over first, so that nobody waits for a new leader.',
  'controlled.shutdown.max.retries': 'How often that is tried.',
  'controlled.shutdown.retry.backoff.ms': 'The rest before it is tried again.',
}

export const metrics = {
  'auto.include.jmx.reporter': idle('Metrics are told through JMX, though no reporter is named. There is no JVM here.'),
  'client.quota.callback.class': idle('A Java class that decides what quota a client has.'),
  'kafka.metrics.polling.interval.secs': idle('How often reporters look.'),
  'kafka.metrics.reporters': idle('Java classes that tell metrics of the old kind.'),
  'metric.reporters': idle('Java classes that tell metrics.'),
  'metrics.num.samples': idle('How many samples a metric is computed of.'),
  'metrics.recording.level': idle('Which metrics are recorded: INFO, DEBUG or TRACE.'),
  'metrics.sample.window.ms': idle('How long one sample lasts.'),
  'telemetry.max.bytes': idle('The largest push of metrics by a client (KIP-714).'),
}
