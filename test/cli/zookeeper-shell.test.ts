import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually, removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'

const shell = path.join(root, 'bin/zookeeper-shell')
let server: Server
let address: string

beforeAll(async () => {
  server = await startZooKeeperServer('ours')
  address = `127.0.0.1:${server.port}`
})
afterAll(async () => {
  await server.stop()
  removeFolder(server.folder)
})

/** What a session in a pipe prints below its three lines of welcome, the news of the connection taken out. */
async function piped(...lines: string[]) {
  const { stdout, stderr, exitCode } = await execa(shell, [address], { input: `${lines.join('\n')}\n`, reject: false })
  const connected = '\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n'
  const out = `${stdout}\n`.replace(connected, '').split('\n').slice(3, -1)
  return { out, err: stderr.split('\n'), exitCode }
}

const oneShot = (...args: string[]) => execa(shell, [address, ...args], { reject: false })

describe('in a pipe', () => {
  test('words are quoted as in ZooKeeper’s shell', async () => {
    const { out } = await piped(
      'create /quoted "two words"',
      'get /quoted',
      "set /quoted 'it\"s'",
      'get /quoted',
      'set /quoted ""',
      'get /quoted',
    )
    expect(out).toEqual(['two words', 'it"s', ''])
  })

  test('recursion lists a node’s children before what is below them', async () => {
    const nodes = ['/tree', '/tree/a', '/tree/b', '/tree/a/x', '/tree/a/x/1', '/tree/b/y', '/tree/a2']
    const { out } = await piped(
      ...nodes.map((node) => `create ${node}`),
      'ls -R /tree',
      'deleteall /tree',
      'ls -R /tree',
    )
    expect(out).toEqual(['/tree', '/tree/a', '/tree/a2', '/tree/b', '/tree/a/x', '/tree/a/x/1', '/tree/b/y'])
  })

  test('quotas are set, merged, listed and removed with their nodes', async () => {
    const { out, err } = await piped(
      'create /q 12345',
      'create /q/a x',
      'setquota -n 1 /q',
      'setquota -B 9 /q',
      'listquota /q',
      'setquota -n 5 /q/a',
      'delquota -n /q',
      'listquota /q',
      'delquota /q',
      'listquota /q',
      'ls /zookeeper/quota',
    )
    expect(out).toEqual([
      '[Warning]: the count quota you create is less than the existing count:2',
      '[Warning]: the count quota you create is less than the existing count:2',
      'Output quota for /q count=1,bytes=-1=;byteHardLimit=9;countHardLimit=-1',
      'Output stat for /q count=2,bytes=6',
      'Output quota for /q count=-1,bytes=-1=;byteHardLimit=9;countHardLimit=-1',
      'Output stat for /q count=2,bytes=6',
      '[]',
    ])
    expect(err).toContain('/q/a has a parent /q which has a quota')
    expect(err).toContain('quota for /q does not exist.')
  })

  test('rights are read and shown', async () => {
    const { out, err } = await piped(
      'create /acl x',
      'setAcl /acl ip:127.0.0.1:cdrwa,world:anyone:r',
      'getAcl /acl',
      'setAcl /acl bogus',
      'create /acl2 x world:anyone:rz',
      'getAcl /acl2',
    )
    expect(out).toEqual(["'ip,'127.0.0.1", ': cdrwa', "'world,'anyone", ': r', "'world,'anyone", ': r'])
    expect(err).toEqual([
      'Created /acl',
      'bogus does not have the form scheme:id:perm',
      'Acl is not valid : null',
      'Unknown perm type: z',
      'Created /acl2',
    ])
  })

  test('rights of a whole tree are set where that is allowed', async () => {
    const { out, err } = await piped('setAcl -R -s /zookeeper world:anyone:cdrwa', 'getAcl /zookeeper/quota')
    const refusal = 'KeeperErrorCode = NoAuth for /zookeeper/config'
    expect(out).toEqual([`${refusal}'world,'anyone`, ': cdrwa'])
    expect(err).toEqual([''])
  })

  test('credentials that are none end the session', async () => {
    const { out } = await piped('addauth digest', 'whoami', 'ls /')
    expect(out.slice(0, 4)).toEqual(['', 'WATCHER::', '', 'WatchedEvent state:AuthFailed type:None path:null'])
    expect(out.slice(4)).toContain('Not connected')
  })

  test('redo repeats a line of the history, but no redo', async () => {
    const { out, err } = await piped('create /redo 1', 'get /redo', 'redo 1', 'redo 7', 'redo 3', 'history')
    expect(out).toEqual([
      '1',
      '1',
      '0 - create /redo 1',
      '1 - get /redo',
      '2 - get /redo',
      '3 - redo 7',
      '4 - redo 3',
      '5 - history',
    ])
    expect(err).toEqual(['Created /redo', 'Command index out of range', 'No redoing redos'])
  })

  test.each([
    ['ls -sq /', 'org.apache.commons.cli.UnrecognizedOptionException: Unrecognized option: -sq'],
    ['set -v', 'org.apache.commons.cli.MissingArgumentException: Missing argument for option: v'],
    ['create /x -5', 'org.apache.commons.cli.UnrecognizedOptionException: Unrecognized option: -5'],
    [
      'setquota -n 5 -b 3 /x',
      "org.apache.commons.cli.AlreadySelectedException: The option 'b' was specified but an option from this group has already been selected: 'n'",
    ],
    [
      'setquota /x',
      'org.apache.commons.cli.MissingOptionException: Missing required option: [-n num soft quota, -b bytes soft quota, -N num hard quota, -B bytes hard quota]',
    ],
    ['create -c -e /x', '-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.'],
    ['create -t abc /x', '-t argument must be a long value'],
    ['create -t 0 /x', 'ttl must be positive and cannot be larger than: 1099511627775'],
    ['create -t 5 -e /x', 'TTLs cannot be used with Ephemeral znodes'],
    ['deleteall -b x /x', '-b argument must be an int value'],
    ['create /a//b', 'Invalid path string "/a//b" caused by empty node name specified @3'],
    ['removewatches /', 'KeeperErrorCode = No such watcher for /'],
    ['reconfig -add server.2=localhost:1:2', 'KeeperErrorCode = Reconfig is disabled'],
  ])('%s: %s', async (line, complaint) => {
    const { err, exitCode } = await piped(line)
    expect(err[0]).toBe(complaint)
    expect(exitCode).toBe(1)
  })
})

describe('with its command as arguments', () => {
  test.each([
    // Of a client with a chroot its root is a root too.
    [['delete', '/'], 'Arguments are not valid : /'],
    [['removewatches', 'a'], 'Path must start with / character'],
    [['setAcl', '/', 'world:anyone:cdrwa,'], ''],
  ])('%j is answered as by ZooKeeper’s', async (words, expected) => {
    await oneShot('create', '/rooted')
    const { stderr } = await execa(shell, [`${address}/rooted`, ...words], { reject: false })
    expect(stderr.replace(/^\[.*ERROR Exiting JVM.*$/m, '').trim()).toBe(expected)
  })

  test('a TLS file that is missing is told before anything is connected to', async () => {
    const { stdout, stderr, exitCode } = await oneShot('-zk-tls-config-file', 'nofile', 'ls', '/')
    expect([stdout, exitCode]).toEqual(['', 1])
    expect(stderr).toBe('Exception in thread "main" java.nio.file.NoSuchFileException: nofile')
  })

  test('a number that is none ends the shell as in Java', async () => {
    const { stderr, exitCode } = await oneShot('set', '-v', 'x', '/', '1')
    expect(exitCode).toBe(1)
    expect(stderr).toBe('Exception in thread "main" java.lang.NumberFormatException: For input string: "x"')
  })

  test('nobody at the address is a lost connection', async () => {
    const { stdout, stderr, exitCode } = await execa(shell, ['127.0.0.1:1', 'ls', '/'], { reject: false })
    expect({ stdout, exitCode }).toEqual({ stdout: 'Connecting to 127.0.0.1:1', exitCode: 1 })
    expect(stderr.split('\n').map((line) => line.replace(/^\[[^\]]+\] /, ''))).toEqual([
      'WARN Session 0x0 for server localhost/127.0.0.1:1, Closing socket connection. Attempting reconnect except it is a SessionExpiredException. (org.apache.zookeeper.ClientCnxn)',
      'java.net.ConnectException: Connection refused',
      'KeeperErrorCode = ConnectionLoss for /',
      'ERROR Exiting JVM with code 1 (org.apache.zookeeper.util.ServiceUtils)',
    ])
  })

  test.each([
    [['localhost:x'], 'java.lang.NumberFormatException: For input string: "x"'],
    [['localhost:99999'], 'java.lang.IllegalArgumentException: port out of range:99999'],
    [
      ['localhost:1//x'],
      'java.lang.IllegalArgumentException: Invalid path string "//x" caused by empty node name specified @1',
    ],
    [
      ['localhost:1', '-zk-tls-config-file'],
      'java.lang.IllegalArgumentException: Error: no filename provided with option -zk-tls-config-file',
    ],
    [['localhost:1', '-zk-tls-config-file', '/nowhere', 'ls', '/'], 'java.nio.file.NoSuchFileException: /nowhere'],
  ])('%j: %s', async (args, exception) => {
    const { stderr, exitCode } = await execa(shell, args, { reject: false, input: '' })
    expect(stderr).toBe(`Exception in thread "main" ${exception}`)
    expect(exitCode).toBe(1)
  })
})

const hasScript = (await execa('script', ['--version'], { reject: false })).exitCode === 0

describe.skipIf(!hasScript)('on a terminal', () => {
  test('it has a prompt, completes commands and paths, remembers lines', async () => {
    const child = execa('script', ['-qec', `"${shell}" ${address}`, '/dev/null'], {
      env: { TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '0' },
      reject: false,
      buffer: false,
    })
    let screen = ''
    child.stdout.on('data', (data) => {
      screen += data
    })
    const see = (text: string) => eventually(`${text} in ${JSON.stringify(screen)}`, () => screen.includes(text))
    const type = async (keys: string, then: string) => {
      screen = ''
      child.stdin.write(keys)
      await see(then)
    }
    await see(`[zk: ${address}(CONNECTED) 0] `)
    await type('cre\t', 'create ')
    await type('/typed 1\r', `[zk: ${address}(CONNECTED) 1] `)
    await type('get /ty\t', 'get /typed')
    await type('\r', `[zk: ${address}(CONNECTED) 2] `)
    expect(screen).toContain('\n1\r\n')
    await type('\x1b[A\x1b[A', 'create /typed 1')
    await type('\x03', `[zk: ${address}(CONNECTED) 2] `)
    await type('close\r', `[zk: ${address}(CLOSED) 3] `)
    child.stdin.write('quit\r')
    expect((await child).exitCode).toBe(0)
  })
})
