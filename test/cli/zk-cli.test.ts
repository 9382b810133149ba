import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'

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

const zkCli = (args: string[], input = '') =>
  execa(path.join(root, 'bin/zkCli.sh'), args, { reject: false, input, cwd: server.folder })

const withoutTime = (text: string) => text.replaceAll(/^\[[^\]]+\] /gm, '')

describe('zkCli.sh', () => {
  test('has the server as an option, and says how it is called with the list of commands', async () => {
    const { stdout, stderr, exitCode } = await zkCli(['-server', address], 'create /cli 1\nhelp\nquit\n')
    expect(stdout).toMatch(new RegExp(`^Connecting to ${address}\nWelcome to ZooKeeper!\nJLine support is disabled\n`))
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'Created /cli',
      'ZooKeeper -server host:port -client-configuration properties-file cmd args',
    ])
    expect(exitCode).toBe(127)
  })

  test.each([
    ['-r', '-timeout', '4000'],
    ['-waitforconnection', '-unknown'],
  ])('%s goes by', async (...options) => {
    const { stdout, exitCode } = await zkCli([...options, '-server', address, 'get', '/zookeeper'])
    expect(stdout).toContain('WatchedEvent state:SyncConnected type:None path:null')
    expect(exitCode).toBe(0)
  })

  test('a connection that is waited for in vain is an error', async () => {
    const { stdout, stderr, exitCode } = await zkCli([
      '-server',
      '127.0.0.1:1',
      '-waitforconnection',
      '-timeout',
      '300',
      'ls',
      '/',
    ])
    expect(stdout).toContain('WatchedEvent state:Closed type:None path:null')
    expect(stderr.split('\n').at(-1)).toBe(
      'Exception in thread "main" java.io.IOException: org.apache.zookeeper.KeeperException$ConnectionLossException: KeeperErrorCode = ConnectionLoss',
    )
    expect(exitCode).toBe(1)
  })

  test('a file that is not there ends it, and so does one that asks for what is not there', async () => {
    const missing = await zkCli(['-server', address, '-client-configuration', '/nope', 'ls', '/'])
    expect(
      withoutTime(missing.stderr)
        .split('\n')
        .filter((line) => line.includes('/nope')),
    ).toEqual([
      'ERROR Error while configuration from: /nope (org.apache.zookeeper.common.ZKConfig)',
      'java.lang.IllegalArgumentException: /nope file is missing',
      'org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException: Error while processing /nope',
      'Caused by: java.lang.IllegalArgumentException: /nope file is missing',
    ])
    expect(missing.exitCode).toBe(2)
    writeFileSync(
      path.join(server.folder, 'tls'),
      'zookeeper.client.secure=true\nzookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty\nzookeeper.ssl.crl=true\n',
    )
    const secure = await zkCli(['-server', address, '-client-configuration', 'tls', 'ls', '/'])
    expect(secure.stderr).toContain(
      "SSLContextException: zookeeper.ssl.crl: revocation of certificates can't be checked",
    )
    expect(secure.exitCode).toBe(1)
  })
})
