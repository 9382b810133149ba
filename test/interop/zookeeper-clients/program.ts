import { createInterface } from 'node:readline'
import { execa } from 'execa'
import type { ZooKeeperEnsemble } from '../../kit/zookeeper-ensemble.ts'

const limitMs = 240_000

/**
 * Runs a client's program to its end. It asks for trouble on its stdout, one line each (`? kill leader`, `? kill PORT`,
 * `? revive`), and reads `done` when it is there.
 */
export async function runProgram(command: readonly string[], ensemble: ZooKeeperEnsemble) {
  const [program = '', ...args] = command
  const child = execa(program, [...args], { all: true, reject: false, timeout: limitMs, forceKillAfterDelay: 1000 })
  const requests: Promise<void>[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('? ')) return
    const answered = obey(ensemble, line.slice(2)).then(
      () => 'done',
      (error: unknown) => String(error),
    )
    requests.push(answered.then((answer) => void child.stdin.write(`${answer}\n`)))
  })
  const { all, exitCode } = await child
  await Promise.all(requests)
  return { output: all, exitCode }
}

async function obey(ensemble: ZooKeeperEnsemble, request: string): Promise<void> {
  if (request === 'revive') return ensemble.revive()
  const [, whom] = request.split(' ')
  const server = whom === 'leader' ? await ensemble.leader() : ensemble.at(Number(whom))
  await ensemble.kill(server)
  // A standalone server's place is taken by nobody: it comes back at once.
  if (ensemble.servers.length === 1) await ensemble.revive()
}
