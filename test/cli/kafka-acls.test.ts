import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startKRaftServer } from '../kit/kraft.ts'
import { realKafka, realKafka4 } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import { binOf, eventually, freePort, type Maker, removeFolder, type Server } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'
import { withZooKeeper } from '../kit/zookeeper-view.ts'

const servers = new ServerSet()
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
afterAll(async () => {
  await servers.dispose()
  removeFolder(folder)
})

function file(name: string, lines: readonly string[]): string {
  const full = path.join(folder, name)
  writeFileSync(full, `${lines.join('\n')}\n`)
  return full
}

const acls = (...args: string[]) => runTool('ours', 'kafka-acls', args)

describe('what goes together', () => {
  test.each([
    [['--list'], 'Missing required argument "[authorizer-properties]"'],
    [['--bootstrap-server', 'x', '--list', '--remove'], 'exactly one action: --list, --add, --remove. \n'],
    [['--bootstrap-server', 'x', '--authorizer', 'y', '--list'], 'Only one of --bootstrap-server or --authorizer must'],
    [['--bootstrap-server', 'x', '--authorizer-properties', 'a=b', '--list'], 'only be used with --authorizer option'],
    [
      ['--authorizer-properties', 'a=b', '--command-config', 'c', '--list'],
      'only be used with --bootstrap-server option',
    ],
    [
      ['--bootstrap-server', 'x', '--list', '--deny-host', 'h'],
      `Option "[list]" can't be used with option "[deny-host]"`,
    ],
    [['--bootstrap-server', 'x', '--add', '--principal', 'User:a'], 'only available if --list is set'],
    [['--bootstrap-server', 'x', '--add', '--producer'], 'With --producer you must specify a --topic'],
    [['--bootstrap-server', 'x', '--add', '--idempotent'], 'only available if --producer is set'],
    [
      ['--bootstrap-server', 'x', '--add', '--consumer', '--topic', 't'],
      'With --consumer you must specify a --topic and',
    ],
    [
      ['--bootstrap-server', 'x', '--add', '--topic', 't'],
      'You must specify one of: --allow-principal, --deny-principal',
    ],
    [['--bootstrap-server', 'x', '--add', '--cluster', '--resource-pattern-type', 'prefixed'], 'at least one resource'],
    [
      ['--bootstrap-server', 'x', '--add', '--topic', 't', '--resource-pattern-type', 'match'],
      "'MATCH' is not valid when",
    ],
  ])('%j', async (args, complaint) => {
    const { stderr, exitCode } = await acls(...args)
    expect(stderr).toContain(complaint)
    expect(stderr).toMatch(/^Option +Description/m)
    expect(exitCode).toBe(1)
  })

  test.each([
    [
      ['--topic', 't', '--allow-principal', 'alice'],
      'expected a string in format principalType:principalName but got alice',
    ],
    [['--topic', 't', '--allow-principal', 'User:a', '--operation', 'Any'], 'operation must not be ANY'],
    [['--topic', 't', '--resource-pattern-type', 'odd'], "Cannot parse argument 'odd' of option resource-pattern-type"],
  ])('--add %j', async (args, complaint) => {
    const { stdout, exitCode } = await acls('--bootstrap-server', 'localhost:1', '--add', ...args)
    expect(stdout).toMatch(/^Error while executing ACL command: /)
    expect(stdout).toContain(complaint)
    expect(exitCode).toBe(1)
  })
})

describe('past the brokers', () => {
  let zookeeper: Server
  beforeAll(async () => {
    zookeeper = await servers.zookeeper('ours')
  })
  const past = (...args: string[]) =>
    acls('--authorizer-properties', `zookeeper.connect=localhost:${zookeeper.port}/past`, ...args)

  test('entries of every kind of resource come and go', async () => {
    const resources = [
      ['--topic', 'a', '--topic', '*', '--group', 'g', '--cluster'],
      ['--transactional-id', 't', '--delegation-token', 'd'],
    ]
    for (const resource of resources) {
      const added = await past('--add', ...resource, '--deny-principal', 'User:eve', '--deny-host', '10.0.0.1')
      expect(added.stdout).toContain('\t(principal=User:eve, host=10.0.0.1, operation=ALL, permissionType=DENY) \n')
    }
    await past('--add', '--user-principal', 'User:bob', '--allow-principal', 'User:al', '--operation', 'CreateTokens')
    const own = ['--authorizer', 'kafka.security.authorizer.AclAuthorizer']
    const { stdout } = await past(...own, '--list', '--json')
    const found = stdout.split('\n').map((line) => JSON.parse(line))
    expect(found.map(({ resourceType, resourceName }) => `${resourceType} ${resourceName}`)).toEqual([
      'TOPIC *',
      'TOPIC a',
      'GROUP g',
      'CLUSTER kafka-cluster',
      'TRANSACTIONAL_ID t',
      'DELEGATION_TOKEN d',
      'USER User:bob',
    ])
    expect((await past('--list', '--topic', 'b', '--resource-pattern-type', 'match')).stdout).toContain('name=*,')
    const removed = await past('--remove', '--force', '--topic', 'a', '--resource-pattern-type', 'match')
    expect(removed).toMatchObject({ stdout: '', exitCode: 0 })
    expect((await past('--list', '--topic', 'a', '--topic', '*')).stdout).toBe('')
  })

  test('each question is answered by a line; without one nothing is removed', async () => {
    await past('--add', '--topic', 'x', '--topic', 'y', '--allow-principal', 'User:a')
    const args = ['--authorizer-properties', `zookeeper.connect=localhost:${zookeeper.port}/past`]
    const remove = [...args, '--remove', '--topic', 'x', '--topic', 'y']
    const { stdout } = await runTool('ours', 'kafka-acls', remove, 'n\r\ny\r\n')
    expect(stdout.match(/\(y\/n\)$/gm)).toHaveLength(2)
    expect(stdout).toContain(
      'Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=x, patternType=LITERAL)`',
    )
    expect(stdout).not.toContain('Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=y,')
    const unanswered = await runTool('ours', 'kafka-acls', remove)
    expect(unanswered.stdout).toContain(
      'java.lang.NullPointerException: Cannot invoke "String.equalsIgnoreCase(String)"',
    )
    expect(unanswered.exitCode).toBe(1)
    expect((await past('--list', '--topic', 'x')).stdout).toContain('principal=User:a')
  })

  test('what can’t be a znode is an error of the entry, and the command goes on', async () => {
    const { stdout, exitCode } = await past('--add', '--topic', 'a/b', '--topic', 'c', '--allow-principal', 'User:a')
    expect(stdout).toContain('Error while adding ACLs: Failed to create ACL\n')
    expect(stdout).toContain(
      'Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=c, patternType=LITERAL)`',
    )
    expect(exitCode).toBe(0)
  })

  test('a ZooKeeper that dies meanwhile ends the command in its time', async () => {
    const mortal = await servers.zookeeper('ours')
    const settings = [`zookeeper.connect=localhost:${mortal.port}`, 'zookeeper.connection.timeout.ms=1000']
    const properties = settings.flatMap((setting) => ['--authorizer-properties', setting])
    const tool = execa(path.join(binOf('ours'), 'kafka-acls'), [...properties, '--remove', '--topic', 't'], {
      reject: false,
    })
    tool.stdout.once('data', async () => {
      await mortal.stop('SIGKILL')
      tool.stdin.end('y\n')
    })
    const { stdout, exitCode } = await tool
    expect(stdout).toContain(
      'org.apache.zookeeper.KeeperException$ConnectionLossException: KeeperErrorCode = ConnectionLoss',
    )
    expect(exitCode).toBe(1)
  })

  test('znodes that only their maker may change are asked for by zookeeper.set.acl', async () => {
    const { stdout } = await past(
      '--authorizer-properties',
      'zookeeper.set.acl=true',
      '--add',
      '--topic',
      's',
      '--allow-principal',
      'User:a',
    )
    expect(stdout).toContain(
      'org.apache.zookeeper.KeeperException$InvalidACLException: KeeperErrorCode = InvalidACL for',
    )
  })

  test.each([
    [['zookeeper.connect'], 'java.lang.IllegalArgumentException: Missing value for key zookeeper.connect}'],
    [['a=b'], 'ConfigException: Missing required configuration `zookeeper.connect` which has no default value.'],
    [['zookeeper.connect=x', 'num.io.threads=0'], 'Invalid value 0 for configuration num.io.threads'],
    [['zookeeper.connect=x', 'super.users=bob'], 'expected a string in format principalType:principalName but got bob'],
    [['zookeeper.connect=x', 'allow.everyone.if.no.acl.found=maybe'], 'For input string: "maybe"'],
    [
      ['zookeeper.connect=localhost:1', 'authorizer.zookeeper.connection.timeout.ms=100'],
      'Timed out waiting for connection',
    ],
  ])('%j is refused', async (settings, complaint) => {
    const properties = settings.flatMap((setting) => ['--authorizer-properties', setting])
    const { stdout, exitCode } = await acls(...properties, '--list')
    expect(stdout).toContain(complaint)
    expect(exitCode).toBe(1)
  })

  test('another authorizer’s class can’t be had', async () => {
    const { stdout } = await past('--authorizer', 'org.example.Authorizer', '--list')
    expect(stdout).toContain('java.lang.ClassNotFoundException: org.example.Authorizer')
  })
})

describe.skipIf(!realKafka)('at Apache’s broker with an authorizer', () => {
  let zookeeper: Server
  let bootstrap: string
  let secured: string[]
  beforeAll(async () => {
    if (!realKafka) return
    zookeeper = await servers.zookeeper('ours')
    const [port, saslPort] = [await freePort(), await freePort()]
    const login = (module: string, users = '') => `org.apache.kafka.common.security.${module} required ${users};`
    await servers.broker('real', zookeeper, {
      port: String(port),
      listeners: `PLAINTEXT://localhost:${port},SASL_PLAINTEXT://localhost:${saslPort}`,
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
      'listener.name.sasl_plaintext.plain.sasl.jaas.config': login('plain.PlainLoginModule', 'user_alice="secret"'),
      'listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config': login('scram.ScramLoginModule'),
      'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
      'super.users': 'User:ANONYMOUS',
      'delegation.token.secret.key': 'key',
    })
    bootstrap = `localhost:${port}`
    const alice = file('alice.properties', [
      'security.protocol=SASL_PLAINTEXT',
      'sasl.mechanism=PLAIN',
      `sasl.jaas.config=${login('plain.PlainLoginModule', 'username="alice" password="secret"')}`,
    ])
    secured = ['--bootstrap-server', `localhost:${saslPort}`, '--command-config', alice]
  })

  const at = (maker: Maker, ...args: string[]) =>
    runTool(maker, 'kafka-acls', ['--bootstrap-server', bootstrap, ...args])
  const past = (maker: Maker, ...args: string[]) => {
    const connect = `zookeeper.connect=localhost:${zookeeper.port}`
    return runTool(maker, 'kafka-acls', ['--authorizer-properties', connect, ...args])
  }
  const sortedLines = async (listing: Promise<{ stdout: string }>) =>
    (await listing).stdout
      .split('\n')
      .map((line) => line.trim())
      .sort()

  test('the roles’ entries are those of Apache’s tool, which sees and removes them', async () => {
    const roles = [
      '--producer',
      '--idempotent',
      '--consumer',
      '--topic',
      't',
      '--group',
      'g',
      '--transactional-id',
      'i',
    ]
    const ours = await at('ours', '--add', ...roles, '--allow-principal', 'User:one')
    expect(ours.exitCode).toBe(0)
    const mine = await sortedLines(at('real', '--list'))
    const settings = ['--command-config', file('plain.properties', ['security.protocol=PLAINTEXT'])]
    expect(mine).toEqual(await sortedLines(at('ours', '--list', ...settings)))
    expect((await at('real', '--remove', '--force', ...roles, '--allow-principal', 'User:one')).stdout).toBe('')
    const real = await at('real', '--add', ...roles, '--allow-principal', 'User:one')
    expect(await sortedLines(Promise.resolve(ours))).toEqual(await sortedLines(Promise.resolve(real)))
    expect(await sortedLines(at('ours', '--list'))).toEqual(mine)
    expect((await at('ours', '--remove', '--force', ...roles, '--allow-principal', 'User:one')).stdout).toBe('')
  })

  test('what is written past it is byte for byte what it writes, and it hears of it', async () => {
    const entry = ['--allow-principal', 'User:zoë', '--operation', 'DescribeConfigs', '--allow-host', '10.0.0.1']
    const kinds = [
      ['--topic', 'n'],
      ['--topic', 'n', '--resource-pattern-type', 'prefixed'],
    ]
    for (const kind of kinds) await past('ours', '--add', ...kind, ...entry)
    await eventually('the broker has heard of it', async () => {
      const { stdout } = await at('ours', '--list', '--topic', 'n', '--resource-pattern-type', 'any')
      return stdout.match(/principal=User:zoë/g)?.length === 2
    })
    const read = () =>
      withZooKeeper(zookeeper, async (client) => {
        const entries = ['/kafka-acl/Topic/n', '/kafka-acl-extended/prefixed/Topic/n']
        const changes = ['/kafka-acl-changes', '/kafka-acl-extended-changes']
        const last = changes.map(async (znode) => `${znode}/${(await client.children(znode)).children.sort().at(-1)}`)
        const znodes = [...entries, ...(await Promise.all(last))]
        return Promise.all(znodes.map(async (znode) => String((await client.get(znode)).data)))
      })
    const written = await read()
    for (const kind of kinds) await past('real', '--remove', '--force', ...kind)
    for (const kind of kinds) await at('real', '--add', ...kind, ...entry)
    expect(written).toEqual(await read())
    for (const kind of kinds) expect((await at('ours', '--remove', '--force', ...kind)).stdout).toBe('')
  })

  test('what the broker refuses ends the command', async () => {
    const { stdout, exitCode } = await at('ours', '--add', '--topic', 'a/b', '--allow-principal', 'User:a')
    expect(stdout).toContain(
      'Error while executing ACL command: org.apache.kafka.common.errors.InvalidRequestException:',
    )
    expect(exitCode).toBe(1)
    const denied = await runTool('ours', 'kafka-acls', [...secured, '--list'])
    expect(denied.stdout).toContain('org.apache.kafka.common.errors.ClusterAuthorizationException')
  })

  test('tokens: made by ours, known to Apache’s tool, renewed and ended by ours', async () => {
    const tokens = (maker: Maker, ...args: string[]) => runTool(maker, 'kafka-delegation-tokens', [...secured, ...args])
    const created = await tokens(
      'ours',
      '--create',
      '--max-life-time-period',
      '7200000',
      '--renewer-principal',
      'User:bob',
      '--json',
    )
    const { tokenId, hmac, owner, renewers } = JSON.parse(created.stdout)
    expect({ owner, renewers }).toEqual({ owner: 'User:alice', renewers: ['User:bob'] })
    const describe = ['--describe', '--owner-principal', 'User:alice']
    const seen = await tokens('real', ...describe)
    expect(seen.stdout).toContain(`${tokenId} ${hmac} User:alice `)
    expect((await tokens('ours', ...describe)).stdout).toBe(seen.stdout)
    const renewed = await tokens('ours', '--renew', '--hmac', hmac, '--renew-time-period', '60000')
    expect(renewed.stdout).toMatch(/\nCompleted renew operation\. New expiry date : \d{4}-\d\d-\d\dT\d\d:\d\d$/)
    const ended = await tokens('ours', '--expire', '--hmac', hmac, '--expiry-time-period', '-1')
    expect(ended.stdout).toContain('Completed expire operation.')
    expect((await tokens('ours', ...describe)).stdout).toContain('Total number of tokens : 0')
    const gone = await tokens('ours', '--renew', '--hmac', hmac, '--renew-time-period', '1')
    expect(gone.stderr).toMatch(/^org\.apache\.kafka\.common\.errors\.DelegationTokenNotFoundException: /)
    expect(gone.exitCode).toBe(1)
  })
})

test.skipIf(!realKafka4)('at Apache’s broker without ZooKeeper', async () => {
  const server = await startKRaftServer({
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
  })
  try {
    const at = (...args: string[]) => acls('--bootstrap-server', `localhost:${server.port}`, ...args)
    const pattern = ['--topic', 'o', '--resource-pattern-type', 'prefixed']
    expect(await at('--add', ...pattern, '--allow-principal', 'User:alice')).toMatchObject({ exitCode: 0 })
    const { stdout } = await at('--list', '--topic', 'orders', '--resource-pattern-type', 'match')
    expect(stdout).toContain('\t(principal=User:alice, host=*, operation=ALL, permissionType=ALLOW) \n')
    expect(await at('--remove', ...pattern, '--force')).toMatchObject({ stdout: '', exitCode: 0 })
  } finally {
    await server.stop('SIGKILL')
    removeFolder(server.folder)
  }
})

test.each([
  [['--create', '--describe'], 'Command must include exactly one action: --create, --renew, --expire or --describe'],
  [['--create'], 'Missing required argument "[max-life-time-period]"'],
  [['--renew', '--hmac', 'x'], 'Missing required argument "[renew-time-period]"'],
  [['--describe', '--hmac', 'x'], `Option "[describe]" can't be used with option "[hmac]"`],
  [['--create', '--max-life-time-period'], 'Cannot invoke "java.lang.Long.longValue()"'],
  [['--renew', '--hmac', '%', '--renew-time-period', '1'], 'Illegal base64 character 25'],
])('kafka-delegation-tokens %j', async (args, complaint) => {
  const connect = ['--bootstrap-server', 'localhost:1', '--command-config', file('plain.properties', [])]
  const { stderr, exitCode } = await runTool('ours', 'kafka-delegation-tokens', [...connect, ...args])
  expect(stderr).toContain(complaint)
  expect(exitCode).toBe(1)
})
