import type { Transport } from '../../net/transport.ts'
import type { CommandContext } from '../kit/command-context.ts'

/** The network; in a service of kafkabox, one that `kafkabox cut` can take away. */
export async function controlledTransport(context: CommandContext): Promise<Transport> {
  const transport = await context.transport()
  if (context.env.KAFKABOX_CONTROL_NAME === undefined) return transport
  const control = await import('../../lab/services/service-control.ts')
  return control.controlledTransport(context.env, transport)
}
