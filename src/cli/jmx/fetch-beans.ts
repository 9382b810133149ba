import { httpGet } from '../../net/http-get.ts'
import { TerseError } from '../connect/terse-error.ts'
import { beansPath } from '../kafka-server/metrics-page.ts'
import { JavaException } from '../kit/java-exception.ts'

export type Attribute = string | number | { readonly double: number }

/** Beans by name, each with its attributes by name. */
export type Beans = ReadonlyMap<string, ReadonlyMap<string, Attribute>>

const timeoutMs = 5000

export interface Place {
  readonly url: string
  readonly host: string
  readonly port: number
}

/** @throws JavaException for what is no such URL */
export function parseUrl(url: string): Place {
  if (!url.startsWith('service:jmx:')) {
    throw new JavaException('java.net.MalformedURLException', 'Service URL must start with service:jmx:')
  }
  const [, host = '', port = ''] = /rmi:\/\/([^/:]*):(\d+)\/jmxrmi$/.exec(url) ?? []
  if (port === '') throw new JavaException('java.net.MalformedURLException', `Unsupported protocol or address: ${url}`)
  return { url, host: host || 'localhost', port: Number(port) }
}

/** @throws TerseError when nobody, or somebody else, is there */
export async function fetchBeans({ url, host, port }: Place): Promise<Beans> {
  let text: string
  try {
    text = await httpGet({ host, port }, beansPath, timeoutMs)
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error)
    const isNobody = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
    const hint = isNobody
      ? 'A broker shows its metrics there when it is started with JMX_PORT'
      : "Metrics of a JVM are to be had by Apache Kafka's own kafka-jmx only"
    throw new TerseError(`Could not connect to JMX url: ${url}. ${hint}. (${reason})`)
  }
  return beansOf(JSON.parse(text))
}

function beansOf(answer: { beans: { name: string; attributes: Record<string, Attribute> }[] }): Beans {
  return new Map(answer.beans.map(({ name, attributes }) => [name, new Map(Object.entries(attributes))]))
}
