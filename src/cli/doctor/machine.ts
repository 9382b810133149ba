import { execFileSync } from 'node:child_process'
import { type Finding, fault, fine } from './finding.ts'

/** As in package.json ("engines"). */
const leastNode = [20, 19] as const

export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = leastNode
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return fine('Node.js', `it is ${version}`)
  return fault('Node.js', `it is ${version}, which is too old`, `install ${leastNode.join('.')} or newer`)
}

/** A segment takes three files, a client a socket: with fewer a broker of a few hundred partitions is soon at its end. */
const leastOpenFiles = 10_000

/** How many files a broker of this user may have open: it raises its own limit as far as it is let. */
export function examineOpenFiles(): Finding[] {
  const limit = openFileLimit()
  if (limit === undefined) return []
  if (limit >= leastOpenFiles) return [fine('open files', `a broker may have ${limit} of them`)]
  return [
    fault(
      'open files',
      `a broker may have only ${limit} of them, and needs some for each partition and one for each client`,
      'raise the limit: `ulimit -n 100000` where the broker is started, nofile in limits.conf, or LimitNOFILE of its systemd unit',
    ),
  ]
}

/** Undefined where the system has no such limit, or no shell to ask. */
function openFileLimit(): number | undefined {
  try {
    const text = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return /^\d+$/.test(text.trim()) ? Number(text) : undefined
  } catch {
    return undefined
  }
}
