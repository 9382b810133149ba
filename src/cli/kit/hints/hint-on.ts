import { javaClassOf } from '../../../client/errors.ts'
import type { Unreachable } from '../../../client/trace.ts'
import { probeProtocol } from '../../../net/protocol-probe.ts'
import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { KafkaError } from '../../../wire/kafka/errors.ts'
import type { ProcessContext } from '../command-context.ts'
import { OptionError } from '../jopt/option-error.ts'
import { unwrapped } from '../report/failure-object.ts'
import type { Traffic } from '../report/traffic.ts'
import { diagnose } from './diagnose.ts'
import { ExplainedError } from './explained-error.ts'
import type { Hint } from './hint.ts'
import { advertisedHint, bootstrapHint } from './network-faults.ts'
import { refusalHint } from './refusals.ts'
import { similarNames } from './similar-names.ts'
import { zooKeeperHint } from './zookeeper-faults.ts'

/** What a hint may look at. */
export interface Evidence {
  readonly traffic: Traffic
  /** The command's options, without their dashes. */
  readonly options: readonly string[]
  readonly process: Pick<ProcessContext, 'clock' | 'transport'>
}

/** A server that said nothing has so long to answer in another protocol. */
const probeTimeoutMs = 1000

/** Cause and hint of a failure, as far as it and what was met on the network tell. */
export async function hintOn(failure: unknown, evidence: Evidence): Promise<Hint | undefined> {
  const error = unwrapped(failure)
  if (error instanceof ExplainedError) return error.hint
  if (error instanceof OptionError) return hintOnOption(error, evidence.options)
  const topic = missingTopic(error)
  if (topic !== undefined) return similarNames('topic', topic, evidence.traffic.topics)
  if (isOfNetwork(error)) return hintOnNetwork(evidence)
  if (isOfZooKeeper(error)) return zooKeeperHint(evidence.traffic.lostZooKeeper)
  if (isUnresolved(error)) return { cause: 'none of the bootstrap servers has a name that resolves', hint: lookAtNames }
  return refusalHint(error instanceof KafkaError ? error.exception : simpleName(error))
}

/** There was no connection to ZooKeeper, or none any more. */
function isOfZooKeeper(error: unknown): boolean {
  if (error instanceof ZooKeeperError) return error.errorName === 'connectionLoss'
  const name = javaClassOf(error) ?? ''
  const message = error instanceof Error ? error.message : ''
  return name.endsWith('ZooKeeperClientTimeoutException') || /\bConnectionLoss\b/.test(message)
}

const lookAtNames = 'look at their spelling, and at DNS or /etc/hosts here'

function isUnresolved(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.message.startsWith('No resolvable bootstrap urls given') || isUnresolved(error.cause)
}

function hintOnOption(error: OptionError, options: readonly string[]): Hint | undefined {
  const [, name] = /^(\S+) is not a recognized option$/.exec(error.message) ?? []
  const found = name === undefined ? undefined : similarNames('option', name, options)
  return found && { cause: `there is no option --${name}`, hint: found.hint.replace(/(mean |or )/g, '$1--') }
}

/** As Kafka's tools put it. */
function missingTopic(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : ''
  const [, named, found] = /^Topic '(.*)' does not exist as expected$|^Topic (\S+) not found\.?$/.exec(message) ?? []
  return named ?? found
}

const networkExceptions: ReadonlySet<string> = new Set([
  'TimeoutException',
  'DisconnectException',
  'NetworkException',
  'SslAuthenticationException',
  'SaslAuthenticationException',
  'UnsupportedSaslMechanismException',
  'IllegalSaslStateException',
])

/** It, or what it came from, is about the way to the brokers. */
function isOfNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isOurs = networkExceptions.has(simpleName(error)) || /^Request METADATA failed on brokers/.test(error.message)
  return isOurs || isOfNetwork(error.cause)
}

function simpleName(error: unknown): string {
  const name = javaClassOf(error) ?? ''
  return name.slice(name.lastIndexOf('.') + 1)
}

/** The first broker that the cluster told of and that can't be reached; else the last bootstrap server that can't. */
async function hintOnNetwork({ traffic, process }: Evidence): Promise<Hint | undefined> {
  const { lost } = traffic
  const event = lost.find(({ node }) => node.id >= 0) ?? lost.at(-1)
  if (event === undefined) return undefined
  const { id, host, port } = event.node
  const fault = await diagnose(event, () => probe(process, event))
  return id < 0 ? bootstrapHint(fault, { host, port }) : advertisedHint(fault, { id, host, port })
}

async function probe({ clock, transport }: Evidence['process'], { node, address }: Unreachable) {
  const place = { host: address ?? node.host, port: node.port }
  return probeProtocol(await transport(), clock, place, probeTimeoutMs)
}
