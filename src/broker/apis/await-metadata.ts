import { delayed, WaitingRoom } from '../delayed/delayed.ts'
import type { BrokerContext } from './api.ts'

/** Waits until the metadata cache shows what a change was to bring; false when it did not in time. */
export async function awaitMetadata(
  { metadata, clock }: BrokerContext,
  timeoutMs: number,
  shown: () => boolean,
): Promise<boolean> {
  const room = new WaitingRoom()
  const stop = metadata.onUpdate(() => room.poke())
  try {
    return await delayed<boolean>({
      clock,
      timeoutMs,
      rooms: [room],
      tryComplete: () => (shown() ? true : undefined),
      expired: () => false,
    })
  } finally {
    stop()
  }
}
