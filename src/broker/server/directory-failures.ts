import type { Logger } from '../../base/logger.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { encodeLogDirEvent } from '../znodes/log-dir-event.ts'
import { paths } from '../znodes/paths.ts'

/** Which of a broker's log directories failed, from the opening of its logs on. */
export class DirectoryFailures {
  readonly #directories: readonly string[]
  readonly #failed = new Set<string>()
  readonly #listeners: ((directory: string) => void)[] = []
  /** Settles when no directory is left: a broker without any has to end. */
  readonly all: Promise<Error>
  #giveUp: (error: Error) => void = () => {}

  constructor(directories: readonly string[]) {
    this.#directories = directories
    this.all = new Promise((resolve) => {
      this.#giveUp = resolve
    })
  }

  /** Hears of the directories that fail from now on. One that was offline at the start has nothing to be taken back. */
  onFailure(listener: (directory: string) => void): void {
    this.#listeners.push(listener)
  }

  failed(directory: string): void {
    this.#failed.add(directory)
    for (const listener of this.#listeners) listener(directory)
    if (this.#failed.size < this.#directories.length) return
    this.#giveUp(new Error(`Shutdown broker because all log dirs in ${this.#directories.join(', ')} have failed`))
  }
}

/** Tells the controller, through ZooKeeper, that some of this broker's replicas are gone. Never rejects. */
export async function reportFailedDirectory(
  zookeeper: ZooKeeperClient,
  brokerId: number,
  logger: Logger,
): Promise<void> {
  const notice = `${paths.logDirEvents}/log_dir_event_`
  try {
    await zookeeper.create(notice, encodeLogDirEvent(brokerId), { mode: 'persistentSequential' })
  } catch (error) {
    // Without a session there is no need: whoever gets a new one is asked for all its replicas.
    logger.warn(`The failed log directory could not be reported: ${error instanceof Error ? error.message : error}`)
  }
}
