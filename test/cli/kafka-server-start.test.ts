import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('Ctrl-C ends a broker that still waits for its ZooKeeper', async () => {
  const file = path.join(folder, 'server.properties')
  writeFileSync(
    file,
    `zookeeper.connect=localhost:1\nlog.dirs=${folder}/logs\nzookeeper.connection.timeout.ms=600000\n`,
  )
  const broker = execa(path.join(root, 'bin/kafka-server-start'), [file], { reject: false, timeout: 120_000 })
  let output = ''
  broker.stdout.on('data', (text: Buffer) => {
    output += text
  })
  await eventually('an attempt to connect', () => output.includes('Opening socket connection'))
  broker.kill('SIGINT')
  expect(await broker).toMatchObject({ exitCode: 130, timedOut: false })
})

test('a file that is not there is named as Kafka does', async () => {
  const { stdout, exitCode } = await runTool('ours', 'kafka-server-start', [path.join(folder, 'nowhere.properties')])
  expect(stdout).toContain(`java.nio.file.NoSuchFileException: ${folder}/nowhere.properties`)
  expect(exitCode).toBe(1)
})
