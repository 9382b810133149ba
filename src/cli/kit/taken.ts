/**
 * What an argument stands for, or the words that it can be. Completion offers it, and a profile fills some of it in; no
 * parser looks at it.
 */
export type Taken = TakenKind | readonly string[]

/** A plural is a list separated by commas. */
export type TakenKind =
  /** Brokers to ask first, as host:port. */
  | 'servers'
  /** A file with properties of the client that asks them. */
  | 'client-config'
  /** KRaft controllers, as host:port. */
  | 'controllers'
  /** ZooKeeper servers, as host:port with a path at the end. */
  | 'zookeeper'
  | 'file'
  | 'folder'
  | 'topic'
  | 'topics'
  | 'group'
  | 'broker'
  | 'brokers'
  | 'user'
  /** `User:name`. */
  | 'principal'
  | 'transactional-id'
  /** A subscription to clients' metrics. */
  | 'client-metrics'
  | 'znode'
  /** `name=value`, a setting of a topic or a broker. */
  | 'topic-config'
  | 'broker-config'
  /** `name=value`, a setting of a client. */
  | 'producer-property'
  | 'consumer-property'
  /** The name of what `--entity-type` says. */
  | 'entity-name'
  /** `name=value,name=value`, settings of it. */
  | 'entity-configs'
  /** Names of settings that it has. */
  | 'entity-config-names'
  /** A server of `kafkabox up`, or a service. */
  | 'lab-server'
  /** A profile of the user's. */
  | 'profile'
  /** A page of the manual. */
  | 'page'
