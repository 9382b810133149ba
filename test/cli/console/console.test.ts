import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fastJava, realKafka } from '../../kit/real-kafka.ts'
import { binOf, type Maker, type Server, startBrokerServer, startZooKeeperServer } from '../../kit/servers.ts'

const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

describe.each(['ours', 'real'] as const)('with %s as the broker (real: skipped where there is no Java)', (servers) => {
  describe.skipIf(servers === 'real' && !realKafka)('the console tools', () => {
    let zookeeper: Server
    let broker: Server
    beforeAll(async () => {
      zookeeper = await startZooKeeperServer(servers)
      broker = await startBrokerServer(servers, zookeeper)
    })
    afterAll(async () => {
      await broker?.stop('SIGKILL')
      await zookeeper?.stop('SIGKILL')
    })

    /** The input is a pipe's, or a file that the tool gets as it is. */
    function run(
      maker: Maker,
      tool: 'producer' | 'consumer',
      args: readonly string[],
      input: string | Buffer | { readonly file: string } = '',
    ) {
      const executable = path.join(binOf(maker), `kafka-console-${tool}`)
      const line = [executable, '--bootstrap-server', `localhost:${broker.port}`, ...args]
      const options = { env: fastJava, reject: false, encoding: 'buffer', timeout: 120_000 } as const
      if (typeof input === 'object' && 'file' in input) {
        return execa('sh', ['-c', 'exec "$@" < "$0"', input.file, ...line], options)
      }
      return execa(executable, line.slice(1), { ...options, input })
    }

    /** Everything in the topic, of which there are so many messages. */
    async function contents(maker: Maker, topic: string, count: number): Promise<Buffer> {
      const args = ['--topic', topic, '--from-beginning', '--max-messages', String(count)]
      return Buffer.from((await run(maker, 'consumer', args)).stdout)
    }

    function linesOf(count: number, name: string): string {
      return Array.from({ length: count }, (_, index) => `${name} ${index} ${(index * 7919) % 1000}\n`).join('')
    }

    test('bring every line over, in order and byte for byte, with every codec', async () => {
      let expected = ''
      for (const codec of codecs) {
        const input = linesOf(3000, codec)
        expected += input
        expect(await run('ours', 'producer', ['--topic', 'codecs', '--compression-codec', codec], input)).toMatchObject(
          {
            exitCode: 0,
          },
        )
      }
      const read = await contents('ours', 'codecs', 3000 * codecs.length)
      expect(`${read}\n`).toBe(expected)
    })

    test.each(['0', '1', 'all'])('lose nothing at the end with acks=%s', async (acks) => {
      const input = linesOf(20_000, acks)
      await run('ours', 'producer', ['--topic', `acks-${acks}`, '--request-required-acks', acks], input)
      expect(`${await contents('ours', `acks-${acks}`, 20_000)}\n`).toBe(input)
    })

    test('take a hundred thousand lines, odd ends and what is no UTF-8', async () => {
      const many = linesOf(100_000, 'many')
      const odd = Buffer.concat([Buffer.from(`${many}a\r\nb\r`), Buffer.from([0xff]), Buffer.from('\n\nlast')])
      await run('ours', 'producer', ['--topic', 'odd'], odd)
      const read = await contents('ours', 'odd', 100_005)
      expect(read.equals(Buffer.from(`${many}a\nb\n\ufffd\n\nlast`))).toBe(true)
    })

    test('take a file as they take a pipe: lines longer than a piece of it, and one that is too large', async () => {
      const long = 'é'.repeat(100_000)
      const text = `${linesOf(2000, 'a')}${long}\r\n${'x'.repeat(1_100_000)}\n${long}\r${linesOf(2000, 'b')}last\r`
      const file = path.join(await mkdtemp(path.join(tmpdir(), 'lines-')), 'lines.txt')
      await writeFile(file, text)
      for (const [topic, input] of [
        ['piped', text],
        ['filed', { file }],
      ] as const) {
        const written = await run('ours', 'producer', ['--topic', topic], input)
        expect(written.exitCode).toBe(0)
        expect(`${Buffer.from(written.stderr)}`).toContain('with key: null, value: 1100000 bytes with error:')
        const read = await contents('ours', topic, 4003)
        expect(read.toString() === `${linesOf(2000, 'a')}${long}\n${long}\n${linesOf(2000, 'b')}last`).toBe(true)
      }
    })

    test('stop in the middle, and go on there as the same group', async () => {
      await run('ours', 'producer', ['--topic', 'parts'], linesOf(10, 'p'))
      const some = (count: number) =>
        run('ours', 'consumer', [
          ...['--topic', 'parts', '--group', 'parts', '--from-beginning', '--max-messages', String(count)],
        ])
      const [first, second] = [await some(4), await some(6)]
      expect(`${Buffer.from(first.stdout)}\n${Buffer.from(second.stdout)}\n`).toBe(linesOf(10, 'p'))
      expect(Buffer.from(second.stderr).toString()).toBe('Processed a total of 6 messages')
    })

    test.skipIf(!realKafka)('read what the real producer wrote, and write what the real consumer reads', async () => {
      for (const codec of codecs) {
        const args = ['--compression-codec', codec, '--batch-size', '60000']
        await run('real', 'producer', ['--topic', 'theirs', ...args], linesOf(2000, codec))
        await run('ours', 'producer', ['--topic', 'ours', ...args], linesOf(2000, codec))
      }
      const expected = codecs.map((codec) => linesOf(2000, codec)).join('')
      expect(`${await contents('ours', 'theirs', 10_000)}\n`).toBe(expected)
      expect(`${await contents('real', 'ours', 10_000)}\n`).toBe(expected)
    })
  })
})
