import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseProperties } from '../../src/base/properties.ts'
import { root } from '../kit/bundle.ts'
import {
  brokerSettings,
  type ComposeService,
  commandOf,
  imageFile,
  listenerMap,
  publishedPorts,
  readCompose,
} from './compose-file.ts'

const compose = readCompose()
const services = Object.entries(compose.services)
const zookeepers = services.filter(([name]) => name.startsWith('pipeline-zookeeper-'))
const brokers = services.filter(([name]) => name.startsWith('pipeline-kafka-'))
const names = (kind: string) => ['a', 'b', 'c'].map((letter) => `pipeline-${kind}-${letter}`)

/** Words of a command line, also of one within `sh -c`. */
function words(command: readonly string[]): string[] {
  return command.flatMap((word) => word.split(/[\s;&|]+/))
}

/** The executables that a service runs, to serve and to show that it does. */
function executables(service: ComposeService): string[] {
  const served = words(commandOf(service)).filter((word) => /^(kafka|zookeeper|zk)[\w-]*(\.sh)?$/i.test(word))
  return [...served, service.healthcheck.test[1] ?? '']
}

describe('docker/compose.yaml', () => {
  test("has three ZooKeeper servers and three brokers under the tutorials' names", () => {
    expect(services.map(([name]) => name)).toEqual([...names('zookeeper'), ...names('kafka')])
    for (const [name, { container_name, hostname, image }] of services) {
      expect([container_name, hostname, image]).toEqual([name, name, 'kafkabox'])
    }
  })

  test('runs executables that there are', () => {
    for (const [, service] of services) {
      const used = executables(service)
      expect(used).toHaveLength(2)
      for (const name of used) expect(existsSync(path.join(root, 'bin', name)), name).toBe(true)
    }
  })

  test('publishes each port once, and ports that its servers listen on', () => {
    const outside = services.flatMap(([, service]) => publishedPorts(service).map((port) => port.outside))
    expect(new Set(outside).size).toBe(outside.length)
    const client = Number(parseProperties(imageFile('zoo.cfg')).get('clientPort'))
    for (const [, service] of zookeepers) expect(publishedPorts(service).map(({ inside }) => inside)).toEqual([client])
    for (const [, service] of brokers) {
      const listeners = [...listenerMap(brokerSettings(service).get('listeners')).values()]
      const ports = listeners.map((address) => Number(address.split(':').at(-1)))
      expect(new Set(ports).size).toBe(2)
      for (const { inside } of publishedPorts(service)) expect(ports).toContain(inside)
    }
  })

  test('tells clients inside its name, and clients outside a published port', () => {
    for (const [name, service] of brokers) {
      const settings = brokerSettings(service)
      const listeners = listenerMap(settings.get('listeners'))
      const advertised = listenerMap(settings.get('advertised.listeners'))
      expect([...advertised.keys()]).toEqual([...listeners.keys()])
      expect(advertised.get('INTERNAL')).toBe(`${name}${listeners.get('INTERNAL')}`)
      const published = publishedPorts(service).map(({ outside }) => `localhost:${outside}`)
      expect(published).toEqual([advertised.get('EXTERNAL')])
      const protocols = new Map((settings.get('listener.security.protocol.map') ?? '').split(',').map(pair))
      for (const listener of listeners.keys()) expect(protocols.get(listener)).toBe('PLAINTEXT')
      expect(settings.get('inter.broker.listener.name')).toBe('INTERNAL')
    }
    const ids = brokers.map(([, service]) => brokerSettings(service).get('broker.id'))
    expect(ids).toEqual(['0', '1', '2'])
  })

  test('brokers know the three ZooKeeper servers, and wait for them', () => {
    const port = parseProperties(imageFile('zoo.cfg')).get('clientPort')
    const connect = names('zookeeper').map((name) => `${name}:${port}`)
    for (const [, service] of brokers) {
      expect(brokerSettings(service).get('zookeeper.connect')).toBe(connect.join(','))
      const condition = { condition: 'service_healthy' }
      expect(service.depends_on).toEqual(Object.fromEntries(names('zookeeper').map((name) => [name, condition])))
    }
  })

  test('each ZooKeeper server has the number that the ensemble knows it by', () => {
    const settings = parseProperties(imageFile('zoo.cfg'))
    for (const [name, service] of zookeepers) {
      const id = service.environment?.MY_ID
      expect(settings.get(`server.${id}`)).toBe(`${name}:2888:3888`)
      expect(words(commandOf(service))).toContain(`${settings.get('dataDir')}/myid`)
    }
    expect([...settings.keys()].filter((key) => key.startsWith('server.'))).toHaveLength(3)
  })

  test('keeps what is in its own volume', () => {
    for (const [name, { volumes }] of services) expect(volumes).toEqual([`${name}-volume:/data`])
    expect(Object.keys(compose.volumes)).toEqual(services.map(([name]) => `${name}-volume`))
    expect(parseProperties(imageFile('server.properties')).get('log.dirs')).toMatch(/^\/data\//)
  })
})

test('the Dockerfile copies files that there are, to where the compose file looks for them', () => {
  const dockerfile = imageFile('Dockerfile')
  const copied = [...dockerfile.matchAll(/^COPY (docker\/\S+) (\S+)$/gm)].map(([, from = '', to = '']) => {
    expect(existsSync(path.join(root, from)), from).toBe(true)
    return `${to}${path.basename(from)}`
  })
  for (const [, service] of services) {
    const used = words(commandOf(service)).filter((word) => /\.(cfg|properties)$/.test(word))
    expect(used).toHaveLength(1)
    expect(copied).toEqual(expect.arrayContaining(used))
  }
  const { name }: { name: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  expect(dockerfile).toContain(`/package/${name}-*.tgz`)
  for (const [, { build }] of services)
    expect(path.join(root, 'docker', build.context, build.dockerfile)).toSatisfy(existsSync)
})

function pair(text: string): [string, string] {
  const [key = '', value = ''] = text.split(':')
  return [key, value]
}
