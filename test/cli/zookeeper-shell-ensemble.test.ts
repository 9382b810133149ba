import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually } from '../kit/servers.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'

let ensemble: ZooKeeperEnsemble
beforeAll(async () => {
  ensemble = await ZooKeeperEnsemble.start(['ours', 'ours', 'ours'], { reconfigEnabled: 'true', skipACL: 'yes' })
})
afterAll(() => ensemble.dispose())

const shell = (args: readonly string[], input = '') =>
  execa(path.join(root, 'bin/zookeeper-shell'), args, { reject: false, input })

/** A server that does not lead, with its number, and how to reach the others. */
async function aFollower() {
  const leader = await ensemble.leader()
  const follower = ensemble.servers.find((server) => server !== leader)
  if (follower === undefined) throw new Error('nobody follows')
  const others = ensemble.servers.filter((server) => server !== follower).map(({ port }) => `127.0.0.1:${port}`)
  return { id: ensemble.servers.indexOf(follower) + 1, port: follower.port, others: others.join(',') }
}

/** The lines behind the welcome, the news of the connection taken out; the second part is stderr's. */
async function lines(servers: string, ...commands: string[]) {
  const { stdout, stderr } = await shell([servers], `${[...commands, 'quit'].join('\n')}\n`)
  const text = stdout.replaceAll(/\nWATCHER::\n\nWatchedEvent state:\w+ type:None path:null\n?/g, '')
  const err = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('['))
  return { out: text.trimEnd().split('\n').slice(3), err }
}

test('the configuration is shown and changed', async () => {
  const { id, port, others } = await aFollower()
  const { out } = await lines(others, 'config', 'config -c')
  const members = out.filter((line) => line.startsWith('server.'))
  expect(members).toHaveLength(3)
  expect(out.at(-2)).toMatch(/^version=[0-9a-f]+$/)
  expect(out.at(-1)).toMatch(/^[0-9a-f]+ ,,$/)
  const removed = await lines(others, `reconfig -remove ${id}`, 'config')
  expect(removed.err).toEqual([])
  expect(removed.out[0]).toBe('Committed new configuration:')
  const without = members.filter((line) => !line.startsWith(`server.${id}=`))
  expect(removed.out.filter((line) => line.startsWith('server.'))).toEqual([...without, ...without])
  const again = `${members[id - 1]?.replace('server.', '')};127.0.0.1:${port}`
  const back = await lines(others, `reconfig -s -add ${again}`, 'config -c')
  expect(back.err).toEqual([])
  expect(back.out).toContain(`server.${again}`)
  expect(back.out.some((line) => line.startsWith('mZxid = 0x'))).toBe(true)
  expect(back.out.at(-1)).toMatch(new RegExp(`^[0-9a-f]+ [,]*127.0.0.1:${port}[,]*$`))
})

test('changes that are none are refused, by the shell or by the leader', async () => {
  const { others } = await aFollower()
  const file = path.join(ensemble.servers[0]?.folder ?? '', 'members')
  writeFileSync(file, 'server.1=localhost:1:2\ntickTime=2000\n')
  const { err } = await lines(
    others,
    'reconfig -v 5 -remove 2',
    'reconfig -add x',
    `reconfig -file ${file}`,
    'reconfig -file /nope',
    'reconfig -file a -add b',
    'reconfig -file a -members b',
    'reconfig -v x -remove 2',
  )
  expect(err).toEqual([
    'version No is not valid : ',
    'Arguments are not valid : ',
    `Error processing ${file}Unrecognised parameter: tickTime`,
    'Error processing /nope/nope (No such file or directory)',
    "Can't use -file or -members together with -add or -remove (mixing incremental and non-incremental modes is not allowed)",
    "Can't use -file and -members together (conflicting non-incremental modes)",
    '-v must be followed by a long (configuration version)',
  ])
})

test('a shell goes on when its server dies, and says so', async () => {
  const child = execa(path.join(root, 'bin/zookeeper-shell'), [ensemble.connectString], {
    reject: false,
    buffer: false,
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const type = (line: string) => child.stdin.write(`${line}\n`)
  type('create -e /held here')
  type('get /held')
  await eventually('the shell is connected', () => output.includes('here'))
  const leader = await ensemble.leader()
  for (const server of ensemble.servers) {
    if (server === leader) continue
    await ensemble.kill(server)
    await ensemble.revive()
  }
  await ensemble.kill(leader)
  await ensemble.revive()
  await eventually('the shell is connected again', () =>
    /Disconnected[\s\S]*SyncConnected[^:]*$/.test(output.replaceAll(/ type:None path:null/g, '')),
  )
  type('get /held')
  await eventually('the node is still there', () => output.split('here').length === 3)
  type('quit')
  expect((await child).exitCode).toBe(0)
})
