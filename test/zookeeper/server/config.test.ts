import { describe, expect, test } from 'vitest'
import { systemProperties } from '../../../src/base/java-options.ts'
import { factoryFault } from '../../../src/zookeeper/config/client-tls.ts'
import { parseZooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { ConfigError } from '../../../src/zookeeper/config/config-error.ts'

test("Kafka's zookeeper.properties", () => {
  const config = parseZooKeeperConfig(
    'dataDir=/tmp/zookeeper\nclientPort=2181\nmaxClientCnxns=0\nadmin.enableServer=false\n',
  )
  expect(config).toMatchObject({
    dataDir: '/tmp/zookeeper',
    dataLogDir: '/tmp/zookeeper',
    clientPort: 2181,
    tickTime: 3000,
    maxClientCnxns: 0,
    minSessionTimeout: 6000,
    maxSessionTimeout: 60_000,
    juteMaxBuffer: 1_048_575,
    forceSync: true,
    purgeInterval: 0,
  })
  expect([...(config.fourLetterWords ?? [])]).toEqual(['srvr'])
})

test('keys may carry the name of the system property that they stand for', () => {
  const config = parseZooKeeperConfig(
    'dataDir=/d\nclientPort=1\nzookeeper.forceSync=no\nzookeeper.extendedTypesEnabled=TRUE\n4lw.commands.whitelist=ruok, stat\nautopurge.snapRetainCount=1\n',
  )
  expect(config).toMatchObject({ forceSync: false, ttlEnabled: true, snapRetainCount: 3 })
  expect([...(config.fourLetterWords ?? [])]).toEqual(['ruok', 'stat'])
})

test.each([
  ['clientPort=2181\n', 'dataDir is not set'],
  ['dataDir=/d\nclientPort=x\n', 'For input string: "x"'],
  ['dataDir=/d\nclientPort=-5\n', 'port out of range:-5'],
  ['dataDir=/d\nclientPort=1\ntickTime=0\n', 'tickTime is not set'],
  ['dataDir=/d\nclientPort=1\nminSessionTimeout=9\nmaxSessionTimeout=8\n', 'must not be larger'],
])('what makes no sense is refused: %j', (text, message) => {
  expect(() => parseZooKeeperConfig(text)).toThrow(ConfigError)
  expect(() => parseZooKeeperConfig(text)).toThrow(message)
})

test('settings without an effect are said, those of the sample file are not among them', () => {
  const remarksOf = (lines: string[]) =>
    parseZooKeeperConfig(['dataDir=/d', 'clientPort=1', ...lines].join('\n')).remarks
  expect(remarksOf(['tickTime=2000', 'initLimit=10', 'syncLimit=5', 'autopurge.purgeInterval=1'])).toEqual([])
  expect(
    remarksOf(['admin.enableServer=false', 'admin.serverPort=1', 'authProvider.1=x', 'ssl.keyStore.location=a']),
  ).toEqual([])
  expect(remarksOf(['java.net.preferIPv4Stack=true', 'zookeeper.sasl.client=true', 'audit.enable=false'])).toEqual([])
  expect(remarksOf(['audit.enable=true', 'zookeeper.nio.numWorkerThreads=4', 'tickTimes=1'])).toEqual([
    'audit.enable has no effect: that is not there',
    'nio.numWorkerThreads has no effect: one thread does it all',
    'tickTimes has no effect: nothing here knows it',
  ])
})

describe('TLS for clients', () => {
  const netty = 'serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory'
  const tlsOf = (lines: string[]) => parseZooKeeperConfig(['dataDir=/d', ...lines].join('\n')).clientTls

  test('is nowhere unless it is asked for', () => {
    expect(tlsOf(['clientPort=1'])).toBeUndefined()
    expect(tlsOf(['clientPort=1', 'client.portUnification=true'])).toBeUndefined()
  })

  test('needs no other port', () => {
    const tls = tlsOf([netty, 'secureClientPort=2', 'ssl.clientAuth=none', 'zookeeper.ssl.keyStore.location=a.pem'])
    expect(tls).toMatchObject({ port: 2, unified: false })
    expect([...(tls?.properties ?? [])]).toEqual([
      ['ssl.clientAuth', 'none'],
      ['ssl.keyStore.location', 'a.pem'],
    ])
  })

  test.each([
    [['clientPort=1', 'secureClientPort=2'], "SSL isn't supported in NIOServerCnxn"],
    [['clientPort=1', 'serverCnxnFactory=a.B'], "Couldn't instantiate a.B"],
    [['clientPort=1', netty, 'client.portUnification=true'], undefined],
  ])('of %j the fault is %s', (lines, fault) => {
    const tls = tlsOf(lines)
    expect(tls && factoryFault(tls)).toBe(fault)
  })

  test('an address alone is not enough', () => {
    expect(() => tlsOf(['clientPort=1', 'secureClientPortAddress=x'])).toThrow(
      'secureClientPortAddress is set but secureClientPort is not set',
    )
  })
})

test.each([
  [['sessionRequireClientSASLAuth=true'], /Authentication scheme sasl is not available/],
  [['enforce.auth.enabled=true'], /enforce\.auth\.schemes must be configured/],
  [['secureClientPort=1', 'ssl.authProvider=mine'], /No auth provider configured for the SSL .* 'mine'/],
  [['metricsProvider.className=a.B'], /metrics provider class was not found/],
])('%j is refused', (lines, message) => {
  expect(() => parseZooKeeperConfig(['dataDir=/d', 'clientPort=1', ...lines].join('\n'))).toThrow(message)
})

test('the JVM options of runbooks are settings; of two the later one holds', () => {
  expect(
    systemProperties('-Xmx1g -Dzookeeper.skipACL=yes  -Da=b=c', undefined, '-Da=d\t-De -Dzookeeper.x=', '-D=nothing'),
  ).toEqual(
    new Map([
      ['zookeeper.skipACL', 'yes'],
      ['a', 'd'],
      ['e', ''],
      ['zookeeper.x', ''],
    ]),
  )
})
