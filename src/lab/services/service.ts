import path from 'node:path'
import type { LabHome } from '../lab-home.ts'

/** A server that runs in the background across terminals. */
export interface Service {
  readonly name: string
  /** The launcher in bin/ that runs it in the foreground. */
  readonly executable: string
  readonly configFile: string
  readonly logFile: string
  /** How to see that it really answers. */
  readonly answers: 'zookeeper' | 'kafka'
}

/** In the order in which they are started; stopped the other way round. */
export function knownServices(home: LabHome): Service[] {
  const service = (name: string, executable: string, config: string, answers: Service['answers']): Service => ({
    name,
    executable,
    configFile: path.join(home.config, config),
    logFile: path.join(home.logs, `${name}.log`),
    answers,
  })
  return [
    service('zookeeper', 'zookeeper-server-start', 'zookeeper.properties', 'zookeeper'),
    service('kafka', 'kafka-server-start', 'server.properties', 'kafka'),
  ]
}
