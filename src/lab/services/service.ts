import { existsSync, readdirSync } from 'node:fs'
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

/** ZooKeeper and broker 0: what is meant where none is named. */
export const usualServices: readonly string[] = ['zookeeper', 'kafka']

/**
 * The service of that name: `zookeeper`, `kafka`, or `kafka-1`, `kafka-2`, … whose files tutorials call
 * `server-1.properties`, …; `kafka-0` is another name for `kafka`. Undefined for any other.
 */
export function serviceNamed(home: LabHome, name: string): Service | undefined {
  const service = (canonical: string, executable: string, config: string, answers: Service['answers']): Service => ({
    name: canonical,
    executable,
    configFile: path.join(home.config, config),
    logFile: path.join(home.logs, `${canonical}.log`),
    answers,
  })
  if (name === 'zookeeper') return service(name, 'zookeeper-server-start', 'zookeeper.properties', 'zookeeper')
  const id = brokerId(name)
  if (id === undefined) return undefined
  if (id === 0) return service('kafka', 'kafka-server-start', 'server.properties', 'kafka')
  return service(name, 'kafka-server-start', `server-${id}.properties`, 'kafka')
}

/** The usual ones and every further broker that has a configuration, in the order in which they are started. */
export function knownServices(home: LabHome): Service[] {
  const files = existsSync(home.config) ? readdirSync(home.config) : []
  const ids = files.map((file) => Number(/^server-([1-9]\d*)\.properties$/.exec(file)?.[1] ?? 0)).filter((id) => id > 0)
  const names = [...usualServices, ...ids.sort((a, b) => a - b).map((id) => `kafka-${id}`)]
  return names.flatMap((name) => serviceNamed(home, name) ?? [])
}

/** 0 for `kafka`, 1 for `kafka-1`; undefined when it is no broker's name. */
export function brokerId(name: string): number | undefined {
  if (name === 'kafka') return 0
  const digits = /^kafka-(0|[1-9]\d{0,3})$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
