/** What ZooKeeper 3.8 has settings for, and this server nothing that they could change. */
const withoutEffect: readonly (readonly [reason: string, keys: readonly string[]])[] = [
  [
    'one thread does it all',
    [
      'commitProcessor.*',
      'maxWriteQueuePollTime',
      'netty.*',
      'nio.*',
      'quorum.cnxn.threads.size',
      'request_throttle_stall_time',
      'request_throttler.shutdownTimeout',
      'znode.container.maxPerMinute',
      'watcherClean*',
    ],
  ],
  ['transactions go to the disk as soon as it is free', ['flushDelay', 'maxBatchSize', 'learner.asyncSending']],
  [
    'there is nothing of that kind to be tuned',
    [
      'bitHashCacheSize',
      'closeSessionTxn.enabled',
      'follower.skipLearnerRequestToNextProcessor',
      'forward_learner_requests_to_commit_processor_disabled',
      'intBufferStartingSizeBytes',
      'leader.ackLoggingFrequency',
      '*closeSocketAsync',
      'maxGetChildrenResponseCacheSize',
      'maxInProcessingDeadWatchers',
      'maxResponseCacheSize',
      'watchManagerName',
    ],
  ],
  ['there is no JVM', ['jmx.*', 'jvm.pause.*', 'metricsProvider.exportJvmInfo']],
  [
    'that is not there',
    [
      '*autocreate',
      'admin.forceHttps',
      'admin.httpVersion',
      'admin.idleTimeout',
      'admin.needClientAuth',
      'admin.portUnification',
      'audit.*',
      'clientTcpKeepAlive',
      'cnxTimeout',
      'commitLogCount',
      'controllerPort',
      'emulate353TTLNodes',
      'enableEagerACLCheck',
      'fastleader.*',
      'kerberos.*',
      'kinit',
      'leader*',
      'localSessions*',
      'messageTracker.*',
      'multiAddress.reachability*',
      'observer*',
      'oraclePath',
      'pathStats.*',
      'quorum*',
      'requireKerberosConfig',
      'security.auth_to_local',
      'snapSizeLimitInKb',
      'snapshot*',
      'sslQuorum*',
      'syncEnabled',
      'tcpKeepAlive',
      'testingonly.*',
      'txnLogSizeLimitInKb',
    ],
  ],
]

/** Read only where other settings ask for it, or by clients, for whom runbooks set the same variables. */
const readElsewhen =
  /^(admin\.(commandURL|serverAddress|serverPort)|connection_throttle_.*|enforce\.auth\.schemes|metricsProvider\.http(Host|Port)|client\.secure|clientCnxnSocket|disableAutoWatchReset|request\.timeout|sasl\.client.*|configuration)$/

/** Of no use to a server that stands alone, but written in every example. */
const ofEnsembles =
  /^(initLimit|syncLimit|peerType|electionAlg|connectToLearnerMasterLimit|quorumListenOnAllIPs|electionPortBindRetry)$/

/** Read together, by their beginnings, or where the file is read. */
const readElsewhere = /^(server\.|group\.|weight\.|authProvider\.|ssl\.|dynamicConfigFile$|version$)/

/** Settings of the JVM itself, among which those of the server stand. */
const ofJava = /^(java|sun|com\.sun|log4j|logback|user|file)\./

/**
 * Remarks on settings that change nothing.
 * @param asked the keys that were looked for
 */
export function remarksOn(properties: ReadonlyMap<string, string>, asked: ReadonlySet<string>): readonly string[] {
  const silent = [readElsewhere, readElsewhen, ofEnsembles, ofJava]
  return [...properties].flatMap(([name, value]) => {
    const key = name.replace(/^zookeeper\./, '')
    const isUnsaid = asked.has(key) || silent.some((pattern) => pattern.test(key)) || value.trim() === 'false'
    return isUnsaid ? [] : [`${key} has no effect: ${reasonFor(key)}`]
  })
}

function reasonFor(key: string): string {
  const known = withoutEffect.find(([, patterns]) => patterns.some((pattern) => matches(pattern, key)))
  return known?.[0] ?? 'nothing here knows it'
}

/** `*` stands for any text at the pattern's begin or end. */
function matches(pattern: string, key: string): boolean {
  if (pattern.startsWith('*')) return key.endsWith(pattern.slice(1))
  return pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern
}
