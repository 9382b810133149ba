import { createInterface } from 'node:readline'
import { execa } from 'execa'
import type { ZooKeeperEnsemble } from '../../kit/zookeeper-ensemble.ts'

const limitMs = 240_000

/**
 * Runs a client's program to its end. It asks for trouble on its stdout, one line each (`? kill leader`, `? kill PORT`,
 * `? leave PORT`, which kills all others, and `? revive`), and reads `done` when it is there. To `? who leads?` it is told
 * the server's id behind that.
 */
export async function runProgram(command: readonly string[], ensemble: ZooKeeperEnsemble) {
  const [program = '', ...args] = command
  const child = execa(program, [...args], { all: true, reject: false, timeout: limitMs, forceKillAfterDelay: 1000 })
  const requests: Promise<void>[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('? ')) return
    const answered = obey(ensemble, line.slice(2)).then(
      (answer) => ['done', ...answer].join(' '),
      (error: unknown) => String(error),
    )
    requests.push(answered.then((answer) => void child.stdin.write(`${answer}\n`)))
  })
  const { all, exitCode } = await child
  await Promise.all(requests)
  return { output: all, exitCode }
}

async function obey(ensemble: ZooKeeperEnsemble, request: string): Promise<string[]> {
  const { servers } = ensemble
  if (request === 'who leads?') return [String(servers.indexOf(await ensemble.leader()) + 1)]
  const [what, whom] = request.split(' ')
  if (what === 'revive') await ensemble.revive()
  if (what === 'kill') await ensemble.kill(whom === 'leader' ? await ensemble.leader() : ensemble.at(Number(whom)))
  if (what === 'leave') {
    for (const server of servers) if (server.port !== Number(whom)) await ensemble.kill(server)
  }
  // A standalone server's place is taken by nobody: it comes back at once.
  if (servers.length === 1) await ensemble.revive()
  return []
}
