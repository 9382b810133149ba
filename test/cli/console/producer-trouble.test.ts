import { afterAll, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { runTool } from '../../kit/tool.ts'

const servers = new ServerSet()
afterAll(() => servers.dispose())

test('a line that no producer id can be had for is given up after delivery.timeout.ms', async () => {
  const zookeeper = await servers.zookeeper('ours')
  const broker = await servers.broker('ours', zookeeper)
  const bootstrap = ['--bootstrap-server', `localhost:${broker.port}`]
  await runTool('ours', 'kafka-topics', [...bootstrap, '--create', '--topic', 't'])
  await zookeeper.stop('SIGKILL')
  const limits = ['delivery.timeout.ms=2500', 'request.timeout.ms=1000', 'linger.ms=0']
  const { stderr, exitCode } = await runTool(
    'ours',
    'kafka-console-producer',
    [...bootstrap, '--topic', 't', ...limits.flatMap((limit) => ['--producer-property', limit])],
    'lost\n',
  )
  expect(stderr).toContain('ERROR Error when sending message to topic t with key: null, value: 4 bytes with error:')
  expect(stderr).toMatch(
    /^org\.apache\.kafka\.common\.errors\.TimeoutException: Expiring 1 record\(s\) for t-0:\d+ ms has passed since batch creation$/m,
  )
  expect(exitCode).toBe(0)
})
