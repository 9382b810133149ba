import type { TestContext } from 'vitest'
import { takeSeats } from '../kit/seats.ts'

/** A play's limit: it waits for its seat too. */
export const playLimitMs = 900_000

/**
 * A test's function that plays with a seat at the processors. A second try has all of them: many transcripts give a command a few
 * seconds, which a JVM has used up on a busy machine before it asks anything.
 */
export function seated(play: () => Promise<void>): (context: TestContext) => Promise<void> {
  return async ({ task }) => {
    const isSecondTry = (task.result?.retryCount ?? 0) > 0
    const leave = await takeSeats(isSecondTry ? Number.POSITIVE_INFINITY : 1)
    try {
      await play()
    } finally {
      leave()
    }
  }
}
