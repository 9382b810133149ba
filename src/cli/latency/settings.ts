import { JavaException } from '../kit/java-exception.ts'
import { convert } from '../kit/jopt/convert.ts'

export interface LatencySettings {
  readonly servers: string
  readonly topic: string
  readonly messages: number
  readonly acks: string
  /** Bytes of a message. */
  readonly size: number
  readonly file: string | undefined
}

/** The command line in order; undefined for too few words or too many. @throws JavaException */
export function readSettings(args: readonly string[]): LatencySettings | undefined {
  if (args.length !== 5 && args.length !== 6) return undefined
  const [servers = '', topic = '', messages = '', acks = '', size = '', file = ''] = args
  const settings = { servers, topic, messages: integer(messages), acks, size: integer(size) }
  if (acks !== '1' && acks !== 'all') {
    const problem = 'Latency testing requires synchronous acknowledgement. Please use 1 or all'
    throw new JavaException('java.lang.IllegalArgumentException', problem)
  }
  return { ...settings, file: file.trim() === '' ? undefined : file }
}

function integer(text: string): number {
  const value = convert('integer', text)
  if (typeof value === 'number') return value
  throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
}
