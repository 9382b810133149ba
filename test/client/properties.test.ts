import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { adminConfig } from '../../src/client/config.ts'
import { consumerConfig } from '../../src/client/consumer/config.ts'
import { ClientError } from '../../src/client/errors.ts'
import { producerConfig } from '../../src/client/producer/config.ts'

/** Client, properties, and what Kafka's own client of 3.7.0 made of them; of its usual words about one value only the reason. */
const recorded = readFileSync(path.join(import.meta.dirname, 'properties-refused.tsv'), 'utf8')
  .trimEnd()
  .split('\n')

const clients: Record<string, (properties: ReadonlyMap<string, string>) => unknown> = {
  consumer: consumerConfig,
  producer: producerConfig,
  admin: adminConfig,
}

function outcome(client: string, given: readonly (readonly [string, string])[]): string {
  try {
    clients[client]?.(new Map([['bootstrap.servers', '127.0.0.1:1'], ...given]))
    return 'ok'
  } catch (error) {
    const text = chain(error)
    const [[name = ''] = []] = given
    const usual = ` for configuration ${name}: `
    return text.startsWith('org.apache.kafka.common.config.ConfigException: Invalid value ') && text.includes(usual)
      ? text.slice(text.indexOf(usual) + usual.length)
      : text
  }
}

function chain(error: unknown): string {
  if (!(error instanceof ClientError)) return String(error)
  const text = `${error.className}: ${error.message}`
  return error.cause === undefined ? text : `${text} <- ${chain(error.cause)}`
}

test(`${recorded.length} settings are refused, or taken, with Kafka's words`, () => {
  const ours = recorded.map((line) => {
    const [client = '', text = ''] = line.split('\t')
    const given = text.split(' & ').map((setting): [string, string] => {
      const sign = setting.indexOf('=')
      return [setting.slice(0, sign), setting.slice(sign + 1)]
    })
    return `${client}\t${text}\t${outcome(client, given)}`
  })
  expect(ours).toEqual(recorded)
})

test('the full words name the value, and another protocol than the classic one is no consumer of ours', () => {
  expect(() => consumerConfig(new Map([['max.poll.records', '0']]))).toThrow(
    'Invalid value 0 for configuration max.poll.records: Value must be at least 1',
  )
  expect(() => consumerConfig(new Map([['group.protocol', 'Consumer']]))).toThrow('Set group.protocol=classic.')
})
