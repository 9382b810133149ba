import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually } from '../kit/servers.ts'

export const bin = path.join(root, 'bin')

/** Where what the servers say is kept, for whoever looks for the reason of a failure. */
const logFolder = process.env.KAFKABOX_LOGS

/** A `kafkabox up` on free ports, once all its servers answer. */
export async function startUp(home: string, ...more: string[]) {
  const args = ['up', '--json', '--log', '--zookeeper-port', '0', '--kafka-port', '0', ...more]
  const child = execa(path.join(bin, 'kafkabox'), args, { env: { KAFKABOX_HOME: home }, reject: false })
  if (logFolder !== undefined) child.stderr.pipe(createWriteStream(path.join(logFolder, `up-${child.pid}.log`)))
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  await eventually('kafkabox up says where it listens', () => output.includes('\n') || child.exitCode !== null)
  const { bootstrap, zookeeper }: { bootstrap: string; zookeeper: string } = JSON.parse(output)
  return { child, bootstrap, zookeeper }
}

export type Up = Awaited<ReturnType<typeof startUp>>

/** Ends it as Ctrl-C does. */
export async function endUp({ child }: Up): Promise<void> {
  child.kill('SIGINT')
  expect((await child).exitCode).toBe(130)
}

/** Runs one of our commands that has to succeed, and gives what it prints. */
export async function tool(name: string, ...args: string[]): Promise<string> {
  return (await execa(path.join(bin, name), args)).stdout
}
