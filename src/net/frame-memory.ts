/** Where frames that arrive in pieces are put together. */
export interface FrameMemory {
  /** At least `size` bytes, with any content. */
  take(size: number): Buffer
  /** Nobody looks at the bytes any more. */
  release(bytes: Buffer): void
}

/** For frames that live on after they were handed out. */
export const ownMemory: FrameMemory = { take: (size) => Buffer.allocUnsafeSlow(size), release: () => {} }

const slabSize = 1 << 20
/** Below it fresh memory costs less than a slab held by a slow peer. */
const smallFrame = 1 << 14
const keptSlabs = 8
const slabs: Buffer[] = []

/** For frames that are done with when they were served: fresh pages for each one would cost more than copying its bytes. */
export const sharedMemory: FrameMemory = {
  take(size) {
    if (size <= smallFrame || size > slabSize) return Buffer.allocUnsafeSlow(size)
    return slabs.pop() ?? Buffer.allocUnsafeSlow(slabSize)
  },
  release(bytes) {
    if (bytes.length === slabSize && slabs.length < keptSlabs) slabs.push(bytes)
  },
}

/** For one peer that sends large frames one after the other: what the largest so far lay in is kept for the next. */
export class KeptMemory implements FrameMemory {
  #kept: Buffer | undefined

  take(size: number): Buffer {
    const kept = this.#kept
    if (kept === undefined || kept.length < size) return Buffer.allocUnsafeSlow(size)
    this.#kept = undefined
    return kept
  }

  release(bytes: Buffer): void {
    if (this.#kept === undefined || this.#kept.length < bytes.length) this.#kept = bytes
  }
}
