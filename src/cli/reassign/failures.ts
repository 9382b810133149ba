import { JavaException } from '../kit/java-exception.ts'

/** What the tool tells in its own words alone, without a trace. */
export class TerseFailure extends Error {
  override readonly name = 'TerseFailure'
}

export const commandFailed = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminCommandFailedException', message)

export const operationFailed = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminOperationException', message)
