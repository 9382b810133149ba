import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../kit/bundle.ts'

/** A command as launched for real: writes a megabyte, waits for its signal, or for ever. */
const source = (kit: string) => `
import { defineCommand } from '${kit}/command.ts'
import { launch } from '${kit}/launch.ts'

launch(defineCommand({
  style: 'plain', name: 'sample', summary: 'sample', options: {}, ...(process.argv[3] === 'streams' && { endsWithReader: true }),
  run: async (context) => {
    const [what] = context.args
    if (what === 'code') return 42
    if (what === 'lines') for (let n = 0; n < 100_000; n++) context.stdout.write('0123456789\\n')
    if (what === 'bug') throw new TypeError('a bug')
    if (what === 'wait') await new Promise((resolve) => {
      context.signal.addEventListener('abort', () => { context.stdout.write('closing\\n'); resolve(undefined) })
      context.stdout.write('ready\\n')
      setInterval(() => {}, 1000)
    })
    if (what === 'hang') await new Promise(() => { context.stdout.write('ready\\n'); setInterval(() => {}, 1000) })
    context.logger.named('kafka.Sample').warn('done', 'java.lang.Exception: thrown')
    return 0
  },
}))
`

const folder = mkdtempSync(path.join(root, 'node_modules/.sample-'))
const program = path.join(folder, 'sample.cjs')
const entry = path.join(folder, 'sample.ts')

beforeAll(async () => {
  writeFileSync(entry, source(path.join(root, 'src/cli/kit')))
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'cjs' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (...args: string[]) => execa(process.execPath, [program, ...args], { reject: false })

test('the exit code is what run returns', async () => {
  expect((await start('code')).exitCode).toBe(42)
})

test('all output arrives before the process ends', async () => {
  const { stdout, exitCode } = await start('lines')
  expect(exitCode).toBe(0)
  expect(stdout.length).toBe(100_000 * 11 - 1)
})

const inBash = (script: string) => execa('bash', ['--norc', '-c', script], { reject: false })

test('a reader that goes away ends a command that streams, without a word', async () => {
  const { stdout, stderr } = await inBash(
    `"${process.execPath}" "${program}" lines streams | head -1; echo "\${PIPESTATUS[0]}"`,
  )
  expect({ stdout, stderr }).toEqual({ stdout: '0123456789\n0', stderr: '' })
})

test('all others do their work to the end', async () => {
  const { stdout, stderr } = await inBash(
    `"${process.execPath}" "${program}" lines | head -1; echo "\${PIPESTATUS[0]}"`,
  )
  expect(stdout).toBe('0123456789\n0')
  expect(stderr).toMatch(/WARN done/)
})

test.each(['lines', 'lines streams'])('a full disk under stdout is told: %s', async (words) => {
  const { stderr, exitCode } = await inBash(`"${process.execPath}" "${program}" ${words} > /dev/full`)
  expect(exitCode).toBe(0)
  expect(stderr.split('\n')[0]).toBe('Standard output: No space left on device; not all of it was written.')
})

test('nobody has to read what goes wrong', async () => {
  const { stdout } = await inBash(`"${process.execPath}" "${program}" bug 2> /dev/full; echo $?`)
  expect(stdout).toBe('1')
})

test('warnings look like log4j’s', async () => {
  const { stderr } = await start('none')
  expect(stderr).toMatch(
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] WARN done \(kafka\.Sample\)\njava\.lang\.Exception: thrown$/,
  )
})

test('a bug shows its stack and ends with 1', async () => {
  const { exitCode, stderr } = await start('bug')
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/^Exception in thread "main" TypeError: a bug\n {4}at /)
})

async function signalled(what: string, signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
  const child = start(what)
  for await (const line of child) {
    if (line === 'ready') child.kill(signal)
  }
  return child
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s lets a command that listens come to its end, then the code is %i', async (signal, code) => {
  const { exitCode, stdout } = await signalled('wait', signal)
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: 'ready\nclosing' })
})

test('a command that does not listen ends at once', async () => {
  expect((await signalled('hang', 'SIGINT')).exitCode).toBe(130)
})
