import { expect, test } from 'vitest'
import {
  adminProperties,
  commonProperties,
  consumerProperties,
  producerProperties,
} from '../../../src/cli/manual/client-properties.ts'
import { saslProperties, securityProperties, tlsProperties } from '../../../src/cli/manual/security-properties.ts'
import { zooKeeperSections } from '../../../src/cli/manual/zookeeper-settings.ts'
import { adminConfig } from '../../../src/client/config.ts'
import { consumerConfig } from '../../../src/client/consumer/config.ts'
import { producerConfig } from '../../../src/client/producer/config.ts'
import {
  commonWithoutEffect,
  consumerWithoutEffect,
  producerWithoutEffect,
} from '../../../src/client/properties-without-effect.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'

/** Properties that remember what they were asked for. */
class Asked extends Map<string, string> {
  readonly names = new Set<string>()

  override get(name: string): string | undefined {
    this.names.add(name)
    return super.get(name)
  }

  override has(name: string): boolean {
    this.names.add(name)
    return super.has(name)
  }
}

const namesOf = (table: object) => Object.keys(table).sort()

/** The names that reading these settings asks for. */
function asked(read: (properties: Asked) => unknown, given: Record<string, string> = {}): string[] {
  const properties = new Asked(Object.entries(given))
  read(properties)
  return [...properties.names].sort()
}

test('the manual describes the properties that clients obey, and no others', () => {
  const security = { ...securityProperties, ...tlsProperties, ...saslProperties }
  const common = { ...commonProperties, ...adminProperties, ...security, ...commonWithoutEffect }
  expect(asked(adminConfig)).toEqual(namesOf(common))
  expect(asked(producerConfig)).toEqual(namesOf({ ...common, ...producerProperties, ...producerWithoutEffect }))
  expect(asked(consumerConfig)).toEqual(namesOf({ ...common, ...consumerProperties, ...consumerWithoutEffect }))
})

test('the manual describes all that a ZooKeeper server asks its file for', () => {
  const described = new Set(Object.values(zooKeeperSections).flatMap((settings) => Object.keys(settings)))
  const given = {
    dataDir: '/tmp',
    clientPort: '2181',
    initLimit: '5',
    syncLimit: '2',
    'server.1': 'a:1:2',
    'server.2': 'b:1:2',
    'metricsProvider.className': 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider',
  }
  const names = asked(zooKeeperConfig, given).filter((name) => !name.startsWith('zookeeper.') && name !== 'version')
  // Read to be refused: what they are for is not there.
  const refused = ['sslQuorum', 'quorum.auth.enableSasl', 'observerMasterPort']
  expect(names.filter((name) => !described.has(name) && !refused.includes(name))).toEqual([])
})
