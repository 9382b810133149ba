import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameSizeError, FrameSplitter } from '../../src/net/frames.ts'

function framed(frames: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    frames.flatMap((frame) => {
      const prefix = Buffer.alloc(4)
      prefix.writeInt32BE(frame.length)
      return [prefix, frame]
    }),
  )
}

function chunked(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge))
}

test('frames survive any chunking', () => {
  const frames = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
  fc.assert(
    fc.property(frames, fc.array(fc.nat(400)), (sent, cuts) => {
      const splitter = new FrameSplitter(1000)
      const received = chunked(framed(sent), cuts).flatMap((chunk) => splitter.push(chunk))
      expect(received.map((frame) => [...frame])).toEqual(sent.map((frame) => [...frame]))
      expect(splitter.buffered).toBe(0)
    }),
  )
})

test('a frame within a chunk is a view on it', () => {
  const chunk = framed([Buffer.from('abc')])
  const [frame] = new FrameSplitter(10).push(chunk)
  expect(frame?.buffer).toBe(chunk.buffer)
})

test('negative and oversize lengths are refused', () => {
  const negative = Buffer.from([0xff, 0xff, 0xff, 0xff])
  expect(() => new FrameSplitter(10).push(negative)).toThrow(FrameSizeError)
  expect(() => new FrameSplitter(10).push(negative)).toThrow('Invalid receive (size = -1)')
  const large = framed([Buffer.alloc(11)])
  const splitter = new FrameSplitter(10)
  splitter.push(large.subarray(0, 2))
  expect(() => splitter.push(large.subarray(2, 4))).toThrow('Invalid receive (size = 11 larger than 10)')
})
