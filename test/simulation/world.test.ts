import { describe, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import type { Connection } from '../../src/net/transport.ts'
import { faultyDisk } from './faulty-disk.ts'
import { tearWrites } from './torn-writes.ts'
import { World } from './world.ts'

const limits = { milliseconds: 100_000, events: 10_000 }
const address = { host: 'b', port: 7 }

function twoMachines(seed = 1) {
  const world = new World(seed)
  const [a, b] = [world.machine('a'), world.machine('b')]
  const [client, server] = [world.process('client'), world.process('server')]
  const accepted: Connection[] = []
  const received: Buffer[] = []
  const listen = () =>
    world.network.transport(b, server).listen(address, (connection) => {
      accepted.push(connection)
      connection.onData((chunk) => received.push(chunk))
    })
  const connect = async () => {
    const connection = await world.network.transport(a, client).connect(address, { timeoutMs: 5000 })
    connection.onData(() => {})
    return connection
  }
  const drive = <T>(main: () => Promise<T>) => world.time.drive(main, limits)
  const text = () => Buffer.concat(received).toString()
  return {
    world,
    a,
    b,
    client,
    server,
    accepted,
    listen,
    connect,
    drive,
    text,
    wait: (ms: number) => pause(client.clock, ms),
  }
}

describe('time', () => {
  it('stands still while promises settle, and jumps when nothing is left to do', async () => {
    const { world, client, drive, wait } = twoMachines()
    const steps: number[] = []
    client.schedule(1000, () => steps.push(world.time.now))
    await drive(async () => {
      for (let turn = 0; turn < 100; turn++) await Promise.resolve()
      steps.push(world.time.now)
      await wait(60_000)
      steps.push(world.time.now)
    })
    expect(steps).toEqual([0, 1000, 60_000])
  })

  it('says when nothing more can happen, and what an exception was', async () => {
    await expect(twoMachines().drive(() => new Promise(() => {}))).rejects.toThrow('Nothing is left')
    const { client, drive, wait } = twoMachines()
    client.schedule(1, () => {
      throw new Error('oops')
    })
    await expect(drive(() => wait(10))).rejects.toThrow('oops')
  })
})

describe('the network', () => {
  it('carries bytes in their order, and tells of the end', async () => {
    const { drive, listen, connect, accepted, text, wait } = twoMachines()
    await drive(async () => {
      await listen()
      const connection = await connect()
      let ends = 0
      accepted[0]?.onClose(() => ends++)
      connection.onClose(() => ends++)
      for (let at = 0; at < 200; at++) connection.write([Buffer.from(`${at} `)])
      connection.end()
      await wait(100)
      expect(ends).toBe(2)
    })
    expect(text()).toBe(Array.from({ length: 200 }, (_, at) => `${at} `).join(''))
  })

  it('refuses where nobody listens, and lets time run out where nothing arrives', async () => {
    const { world, drive, connect, listen } = twoMachines()
    await drive(async () => {
      await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
      await listen()
      world.network.cut('a', 'b')
      const before = world.time.now
      await expect(connect()).rejects.toMatchObject({ code: 'ETIMEDOUT' })
      expect(world.time.now - before).toBeCloseTo(5000)
    })
  })

  it('holds back what is sent over a cut link until it is mended', async () => {
    const { world, drive, listen, connect, text, wait } = twoMachines()
    await drive(async () => {
      await listen()
      const connection = await connect()
      world.network.cut('a', 'b')
      for (const part of ['one ', 'two ', 'three']) connection.write([Buffer.from(part)])
      await wait(30_000)
      expect(text()).toBe('')
      world.network.healAll()
      await wait(5000)
      expect(text()).toBe('one two three')
    })
  })

  it('breaks a connection in the middle of a write', async () => {
    const { world, drive, listen, connect, text, wait } = twoMachines()
    await drive(async () => {
      await listen()
      const connection = await connect()
      const ends: unknown[] = []
      connection.onClose((error) => ends.push(error))
      world.network.breakOne()
      connection.write([Buffer.from('12345678')])
      await wait(100)
      expect(ends).toMatchObject([{ code: 'ECONNRESET' }])
    })
    expect(text()).toBe('1234')
  })

  it('resets all connections of a host at once', async () => {
    const { world, drive, listen, connect, accepted, wait } = twoMachines()
    await drive(async () => {
      await listen()
      const connection = await connect()
      const ends: unknown[] = []
      connection.onClose((error) => ends.push(error))
      accepted[0]?.onClose((error) => ends.push(error))
      world.network.resetAll((from) => from === 'b')
      await wait(100)
      expect(ends).toEqual([])
      world.network.resetAll((from) => from === 'a')
      await wait(100)
      expect(ends).toMatchObject([{ code: 'ECONNRESET' }, { code: 'ECONNRESET' }])
    })
  })

  it('tells the peers of a killed process, but not of a machine without power', async () => {
    for (const how of ['kill', 'power'] as const) {
      const { world, b, server, drive, listen, connect, wait } = twoMachines()
      await drive(async () => {
        await listen()
        const connection = await connect()
        let ends = 0
        connection.onClose(() => ends++)
        if (how === 'power') b.losePower(world.random())
        server.kill()
        await wait(1000)
        expect(ends).toBe(how === 'kill' ? 1 : 0)
        b.isPowered = true
        connection.write([Buffer.from('anybody there?')])
        await wait(1000)
        expect(ends).toBe(1)
      })
    }
  })
})

describe('a process', () => {
  it('lives through what it missed when it thaws', async () => {
    const { world, server, drive, listen, connect, text, wait } = twoMachines()
    const ticks: number[] = []
    await drive(async () => {
      await listen()
      server.freeze()
      server.clock.after(10, () => ticks.push(world.time.now))
      const connection = await connect()
      connection.write([Buffer.from('hello')])
      await wait(5000)
      expect([ticks, text()]).toEqual([[], ''])
      server.thaw()
      await wait(1)
      expect(ticks[0]).toBeGreaterThan(5000)
      expect(text()).toBe('hello')
    })
  })
})

describe('a disk', () => {
  it('keeps all when the process dies, and what was synced when the power goes', async () => {
    const { world, b, server } = twoMachines()
    const disk = faultyDisk(b, server)
    disk.makeDirectory('/d')
    const file = disk.open('/d/f', 'create')
    file.write([Buffer.from('synced')], 0)
    file.sync()
    disk.syncDirectory('/d')
    file.write([Buffer.from(' and not')], 6)
    server.kill()
    expect(() => file.write([Buffer.from('!')], 0)).toThrow('dead process')
    expect(b.disk.readFile('/d/f').toString()).toBe('synced and not')
    b.losePower(world.random())
    expect('synced and not').toContain(b.disk.readFile('/d/f').toString())
    expect(b.disk.readFile('/d/f').toString()).toContain('synced')
  })

  it('may keep the begin of what a power cut took from the middle of a file', () => {
    const { world, b } = twoMachines()
    b.disk.makeDirectory('/d')
    const file = b.disk.open('/d/f', 'create')
    file.write([Buffer.from('synced........')], 0)
    file.sync()
    b.disk.syncDirectory('/d')
    file.write([Buffer.from('written')], 6)
    const texts = new Set<string>()
    for (let time = 0; time < 100; time++) {
      const after = b.disk.crash()
      tearWrites(b.disk, after, '/d/f', world.random())
      texts.add(after.readFile('/d/f').toString())
    }
    const begins = Array.from({ length: 8 }, (_, length) => `synced${'written'.slice(0, length).padEnd(8, '.')}`)
    expect([...texts].sort()).toEqual(begins.sort())
  })

  it('is full or broken when it is told to be, and gives its locks back', () => {
    const { world, b, server } = twoMachines()
    const disk = faultyDisk(b, server)
    disk.writeFile('/f', Buffer.from('four'))
    b.diskFault = 'full'
    const file = disk.open('/f', 'write')
    file.write([Buffer.from('same')], 0)
    expect(() => file.write([Buffer.from('more')], 4)).toThrow('ENOSPC')
    b.diskFault = 'broken'
    expect(() => file.write([Buffer.from('same')], 0)).toThrow('EIO')
    b.diskFault = undefined
    expect(disk.lock('/lock')).toBeDefined()
    expect(faultyDisk(b, world.process('other')).lock('/lock')).toBeUndefined()
    server.kill()
    expect(faultyDisk(b, world.process('next')).lock('/lock')).toBeDefined()
  })
})
