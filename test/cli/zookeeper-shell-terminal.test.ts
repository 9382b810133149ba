import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'
import { hasTerminals, Terminal } from '../kit/terminal.ts'

/** The prompt at the very end, before which command number it stands. */
const prompt = (number: number) => new RegExp(`\\(CONNECTED\\) ${number}\\] $`)

describe.skipIf(!hasTerminals)('zookeeper-shell on a terminal (skipped where util-linux’s script is missing)', () => {
  let server: Server
  let terminal: Terminal
  beforeAll(async () => {
    server = await startZooKeeperServer('ours')
  })
  afterAll(async () => {
    await server.stop()
    removeFolder(server.folder)
  })
  beforeEach(() => {
    terminal = new Terminal([path.join(root, 'bin/zookeeper-shell'), `127.0.0.1:${server.port}`])
  })
  afterEach(() => terminal.end())

  test('runs every line that is pasted at once, and shows each behind its prompt', async () => {
    await terminal.shows(prompt(0))
    terminal.type('create /pasted one\nget /pasted\nset /pasted two\nget /pasted\nls /pas')
    await terminal.shows(/\(CONNECTED\) 4\] ls \/pas$/)
    expect(terminal.text.slice(terminal.text.indexOf('[zk:'))).toMatch(
      /0\] create .*\nCreated \/pasted\n.* 1\] get \/pasted\none\n.* 2\] set \/pasted two\n.* 3\] get \/pasted\ntwo\n.* 4\]/,
    )
  })

  test('completes commands and paths, and remembers lines', async () => {
    await terminal.shows(prompt(0))
    terminal.type('getE')
    await terminal.shows(/getE$/)
    terminal.type('\t')
    await terminal.shows(/getEphemerals $/)
    terminal.type('/zookeeper/q')
    await terminal.shows(/q$/)
    terminal.type('\t')
    await terminal.shows(/\/zookeeper\/quota$/)
    terminal.type('\n')
    await terminal.shows(prompt(1))
    terminal.type('\u001b[A')
    await terminal.shows(/getEphemerals \/zookeeper\/quota$/)
  })

  test('colours the state, unless colours are not wanted', async () => {
    const command = [path.join(root, 'bin/zookeeper-shell'), `127.0.0.1:${server.port}`]
    const seen = { FORCE_COLOR: undefined, CI: undefined, TERM: 'xterm' }
    const colourful = new Terminal(command, { ...seen, NO_COLOR: undefined })
    const plain = new Terminal(command, { ...seen, NO_COLOR: '1' })
    try {
      await colourful.shows(prompt(0))
      await plain.shows(prompt(0))
      expect(colourful.raw).toContain('(\u001b[32mCONNECTED\u001b[39m)')
      expect(plain.raw).toContain('(CONNECTED)')
    } finally {
      colourful.end()
      plain.end()
    }
  })

  test('below a chroot its paths are completed', async () => {
    const below = new Terminal([path.join(root, 'bin/zookeeper-shell'), `127.0.0.1:${server.port}/zookeeper`])
    try {
      await below.shows(prompt(0))
      below.type('ls /con')
      await below.shows(/con$/)
      below.type('\t')
      await below.shows(/ls \/config$/)
    } finally {
      below.end()
    }
  })

  test('prints a watch’s news above what is being typed', async () => {
    await terminal.shows(prompt(0))
    terminal.type('create /watched\nget -w /watched\n')
    await terminal.shows(prompt(2))
    terminal.type('ls /half')
    await terminal.shows(/ls \/half$/)
    const other = new Terminal([
      path.join(root, 'bin/zookeeper-shell'),
      `127.0.0.1:${server.port}`,
      'set',
      '/watched',
      'x',
    ])
    expect(await other.exitCode).toBe(0)
    await terminal.shows(/type:NodeDataChanged path:\/watched\n.*\(CONNECTED\) 2\] ls \/half$/)
  })

  test('Ctrl-C drops a half-typed line, and ends at an empty one', async () => {
    await terminal.shows(prompt(0))
    terminal.type('ls /nowhere')
    await terminal.shows(/nowhere$/)
    terminal.type('\u0003')
    await terminal.shows(prompt(0))
    terminal.type('\u0003')
    expect(await terminal.exitCode).toBe(130)
    expect(terminal.text).toMatch(/\] \n$/)
  })

  test('Ctrl-C ends it while a command waits for a server that says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const waiting = new Terminal([path.join(root, 'bin/zookeeper-shell'), `127.0.0.1:${port}`])
    await waiting.shows(/\(CONNECTING\) 0\] $/)
    waiting.type('ls /\n')
    await waiting.shows(/ls \/\n$/)
    waiting.type('\u0003')
    expect(await waiting.exitCode).toBe(130)
    silent.close()
  })

  test('Ctrl-D ends it well, on a line of its own', async () => {
    await terminal.shows(prompt(0))
    terminal.type('\u0004')
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.text).toMatch(/\] \n$/)
  })
})
