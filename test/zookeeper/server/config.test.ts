import { expect, test } from 'vitest'
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
  ['dataDir=/d\n', 'clientPort is not set'],
  ['dataDir=/d\nclientPort=1\ntickTime=0\n', 'tickTime is not set'],
  ['dataDir=/d\nclientPort=1\nminSessionTimeout=9\nmaxSessionTimeout=8\n', 'must not be larger'],
])('what makes no sense is refused: %j', (text, message) => {
  expect(() => parseZooKeeperConfig(text)).toThrow(ConfigError)
  expect(() => parseZooKeeperConfig(text)).toThrow(message)
})
