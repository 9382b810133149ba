import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../kit/servers.ts'
import { bin, endUp, startUp, type Up } from './up-process.ts'

const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-docker-'))
/** First in PATH: a docker whose daemon is not there, or one that tells what it was asked. */
const bare = path.join(home, 'bare')
const withDocker = path.join(home, 'with-docker')
let up: Up
let ports: string[]
/** What an earlier try has left must not be in the way of the next. */
let tries = 0

beforeAll(async () => {
  for (const folder of [bare, withDocker]) mkdirSync(folder)
  const node = `#!/bin/sh\nexec ${process.execPath} "$@"\n`
  for (const folder of [bare, withDocker]) writeFileSync(path.join(folder, 'node'), node, { mode: 0o755 })
  const fake =
    '#!/bin/sh\n[ "$1" = ps ] && echo HEADING && echo "another one"; [ "$1" = ps ] || echo "docker: $*"; exit 0\n'
  writeFileSync(path.join(withDocker, 'docker'), fake, { mode: 0o755 })
  writeFileSync(path.join(bare, 'docker'), '#!/bin/sh\necho no daemon >&2; exit 1\n', { mode: 0o755 })
  up = await startUp(home, '--ephemeral', '--zookeepers', '3', '--brokers', '2')
  ports = [...up.zookeeper.split(','), ...up.bootstrap.split(',')].map((address) => address.split(':')[1] ?? '')
})
afterAll(async () => {
  await endUp(up)
  rmSync(home, { recursive: true, force: true })
})

/** A line in `kafkabox shell`. */
function shell(line: string, folder = bare, input = '') {
  const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: home, KAFKABOX_HOME: home, SHELL: '/bin/sh' }
  const args = [path.join(bin, 'kafkabox'), 'shell', '--command', line]
  return execa(process.execPath, args, { env, extendEnv: false, reject: false, input, all: true })
}

const zkServer = (container: string) => `docker exec ${container} /usr/local/zookeeper/bin/zkServer.sh status`

async function mode(container: string): Promise<string> {
  return (await shell(zkServer(container))).stdout.split('\n').at(-1) ?? ''
}

async function modes(...containers: string[]): Promise<string[]> {
  return (await Promise.all(containers.map(mode))).sort()
}

const zookeepers = ['pipeline-zookeeper-a', 'pipeline-zookeeper-b', 'pipeline-zookeeper-c'] as const
const three = 'Mode: follower,Mode: follower,Mode: leader'

function allServe(): Promise<void> {
  return eventually('all three serve', async () => (await modes(...zookeepers)).join() === three)
}

/** A broker whose session ended without a word, as ZooKeeper was electing, is refused until that has expired. */
async function starts(container: string): Promise<void> {
  let said = ''
  const isUp = async () => {
    const { exitCode, all } = await shell(`docker start ${container} 2>&1`)
    said = String(all)
    return exitCode === 0
  }
  await eventually(`${container} starts`, isUp).catch((error: unknown) => {
    throw new Error(said, { cause: error })
  })
}

describe("docker in kafkabox shell acts on the tutorials' containers", () => {
  test('zkServer.sh status in each, before and after the leader stops', { timeout: 240_000 }, async () => {
    const [a, b, c] = zookeepers
    await shell(`docker start ${a} ${b} ${c}`)
    await allServe()
    expect(await shell(zkServer(a))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Client port found: ${ports[0]}. Client address: localhost. Client SSL: false.`),
      stderr: expect.stringMatching(/^ZooKeeper JMX enabled by default\nUsing config: .*zookeeper-a\/conf\/zoo\.cfg$/),
    })
    expect(await shell(`docker stop ${c}`)).toMatchObject({ stdout: c, exitCode: 0 })
    expect(await shell(zkServer(c))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^Error response from daemon: container [0-9a-f]{12} is not running$/),
    })
    const both = 'Mode: follower,Mode: leader'
    await eventually('one of the two leads', async () => (await modes(a, b)).join() === both)
    expect((await shell('docker ps -a --format "{{.Names}} {{.Status}}" --filter name=c')).stdout).toMatch(
      /^pipeline-zookeeper-c Exited \(143\) .* ago$/,
    )
    expect(await shell(`docker start ${c}`)).toMatchObject({ stdout: c, exitCode: 0 })
    await eventually('it follows', async () => (await mode(c)) === 'Mode: follower')
    expect((await shell(`docker kill ${a} ${b}`)).stdout).toBe(`${a}\n${b}`)
    await eventually('the last one serves nobody', async () => (await mode(c)).startsWith('Error contacting service'))
    expect((await shell(`docker restart ${a} ${b}`)).stdout).toBe(`${a}\n${b}`)
    await allServe()
  })

  test("Kafka's and ZooKeeper's commands, with the addresses of inside", { timeout: 240_000 }, async () => {
    const topic = `inside-${tries++}`
    const create = `--create --topic ${topic} --bootstrap-server localhost:9092`
    const created = await shell(`docker exec pipeline-kafka-a kafka-topics.sh ${create}`)
    expect(created).toMatchObject({ stdout: `Created topic ${topic}.`, exitCode: 0 })
    const line = 'cd /opt/kafka/bin && ./kafka-topics.sh --list --bootstrap-server pipeline-kafka-a:9092'
    expect((await shell(`docker exec -it pipeline-kafka-b bash -c '${line}'`)).stdout).toContain(topic)
    const typed = 'kafka-topics --list --bootstrap-server localhost:9092\nexit 7\n'
    expect(await shell('docker exec -i pipeline-kafka-b bash', bare, typed)).toMatchObject({
      stdout: expect.stringContaining(topic),
      exitCode: 7,
    })
    const ids = await shell('docker exec -i pipeline-zookeeper-b zkCli.sh', bare, 'ls /brokers/ids\n')
    expect(ids.stdout).toMatch(/^Connecting to localhost:\d+\n[\s\S]*\n\[0, 1\]$/)
    expect(ids.stdout).toContain(`localhost:${ports[1]}`)
    const shellOf = 'zookeeper-shell.sh pipeline-zookeeper-c:2181 ls /brokers/topics'
    expect((await shell(`docker exec pipeline-kafka-a ${shellOf}`)).stdout).toContain(topic)
    const failed = 'docker exec -e A=1 pipeline-kafka-a kafka-topics --nonsense'
    expect((await shell(failed)).exitCode).toBe(1)
  })

  test('commands that would act on your own files do not run', { timeout: 240_000 }, async () => {
    for (const command of ['rm -rf /data', "sh -c 'rm -rf /data'"]) {
      expect(await shell(`docker exec pipeline-kafka-a ${command}`)).toMatchObject({
        exitCode: 127,
        stderr: expect.stringContaining('executable file not found in $PATH'),
      })
    }
  })

  test('what starts and stops servers inside does it to the container', { timeout: 240_000 }, async () => {
    const inside = (command: string) => shell(`docker exec pipeline-zookeeper-b ${command}`)
    expect((await inside('zkServer.sh start')).stdout).toMatch(/^Starting zookeeper \.\.\. already running as process/)
    expect((await inside('zkServer.sh restart')).stdout).toBe(
      'Stopping zookeeper ... STOPPED\nStarting zookeeper ... STARTED',
    )
    await allServe()
    expect((await shell('docker exec pipeline-kafka-b kafka-server-stop.sh')).exitCode).toBe(0)
    expect((await shell('docker ps --format {{.Names}}')).stdout).not.toContain('pipeline-kafka-b')
    await starts('pipeline-kafka-b')
  })

  test('pause, unpause and logs', { timeout: 240_000 }, async () => {
    await starts('pipeline-kafka-b')
    expect((await shell('docker unpause pipeline-kafka-b')).stderr).toMatch(/ is not paused$/)
    expect((await shell('docker pause pipeline-kafka-b')).stdout).toBe('pipeline-kafka-b')
    expect((await shell('docker pause pipeline-kafka-b')).stderr).toMatch(/ is already paused$/)
    expect((await shell('docker ps --filter status=paused')).stdout).toMatch(/ \(Paused\) .*pipeline-kafka-b$/)
    expect((await shell('docker exec pipeline-kafka-b kafka-topics')).stderr).toContain('unpause the container')
    expect((await shell('docker unpause pipeline-kafka-b')).exitCode).toBe(0)
    expect((await shell('docker logs pipeline-kafka-b')).stdout).toContain('[KafkaServer id=1] started')
    expect((await shell('docker logs --tail 1 pipeline-zookeeper-a')).stdout.split('\n')).toHaveLength(1)
  })

  test('a real docker is called for everything else', { timeout: 240_000 }, async () => {
    await starts('pipeline-kafka-b')
    const asked = async (line: string) => (await shell(line, withDocker)).stdout
    expect(await asked('docker exec -it redis redis-cli --version')).toBe('docker: exec -it redis redis-cli --version')
    expect(await asked('docker stop -t 5 redis')).toBe('docker: stop -t 5 redis')
    expect(await asked('docker start pipeline-zookeeper-a redis')).toBe('pipeline-zookeeper-a\ndocker: start redis')
    expect(await asked('docker compose up -d')).toBe('docker: compose up -d')
    expect(await asked('docker --version')).toBe('docker: --version')
    expect((await asked('docker ps')).split('\n')).toEqual([
      expect.stringMatching(/^CONTAINER ID {3}IMAGE {6}COMMAND/),
      ...['zookeeper-a', 'zookeeper-b', 'zookeeper-c', 'kafka-a', 'kafka-b'].map((name) =>
        expect.stringMatching(new RegExp(` pipeline-${name}$`)),
      ),
      'another one',
    ])
  })

  test('without one it is not found', { timeout: 240_000 }, async () => {
    rmSync(path.join(bare, 'docker'), { force: true })
    const none = 'PATH=$(echo $PATH | sed "s#:/usr/bin:/bin##"); export PATH;'
    expect(await shell(`${none} docker run hello-world`)).toMatchObject({
      exitCode: 127,
      stderr: 'docker: command not found',
    })
    expect(await shell(`${none} docker stop pipeline-kafka-z`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('No such container: pipeline-kafka-z'),
    })
  })
})
