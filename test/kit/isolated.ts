import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'

const namespaces = ['--uts', '--net', '--pid', '--mount', '--fork', '--mount-proc', '--kill-child']
/** A socket as stdin, which a pipe of Node's is, makes it think of ssh and read the user's ~/.bashrc. */
const bash = ['bash', '--norc', '-c']
const inside =
  'tmp=$1; shift; hostname localhost; ip link set lo up; mount --make-rprivate / 2>/dev/null; mount --bind "$tmp" /tmp; exec "$@"'

/** Whether this machine lets us make namespaces: Linux, root or user namespaces, util-linux and iproute2. */
export const canIsolate = spawnSync('unshare', [...namespaces, ...bash, 'ip link set lo up']).status === 0

/**
 * Wraps a command so that it runs with a network, processes and /tmp of its own, in which fixed ports are free.
 * Call `dispose` when it is over.
 */
export function isolated(command: readonly string[]): { command: string[]; dispose: () => void } {
  if (!canIsolate) return { command: [...command], dispose: () => {} }
  const folder = mkdtempSync('/var/tmp/kafkabox-')
  return {
    command: ['unshare', ...namespaces, ...bash, inside, '_', folder, ...command],
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}
