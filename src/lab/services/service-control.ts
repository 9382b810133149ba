import { systemClock } from '../../base/clock.ts'
import type { Transport } from '../../net/transport.ts'
import { openControl } from '../control/control-socket.ts'
import { LabError } from '../lab-error.ts'
import { Gate } from '../trouble/gate.ts'
import { GatedTransport } from '../trouble/gated-transport.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** How the supervisor tells a server's process where to listen for `cut` and `heal`. */
export function controlEnvironment(run: string, name: string): Record<string, string> {
  return { KAFKABOX_CONTROL_FOLDER: run, KAFKABOX_CONTROL_NAME: name }
}

/** The network of a server's process; where kafkabox started it, one that can be cut from another terminal. */
export async function controlledTransport(env: Environment, transport: Transport): Promise<Transport> {
  const { KAFKABOX_CONTROL_FOLDER: run, KAFKABOX_CONTROL_NAME: name } = env
  if (run === undefined || name === undefined) return transport
  const gate = new Gate()
  await openControl(run, name, async ({ verb }) => {
    if (verb === 'cut') gate.shut()
    else if (verb === 'heal') gate.open()
    else if (verb !== 'state') throw new LabError(`${verb} is not known there`)
    return gate.isOpen ? 'running' : 'cut off'
  })
  return new GatedTransport(transport, gate, systemClock, () => !gate.isOpen)
}
