import { allApis } from '../../../src/wire/kafka/all.ts'
import * as consumerProtocol from '../../../src/wire/kafka/consumer-protocol.ts'
import { DefaultPrincipalData } from '../../../src/wire/kafka/default-principal-data.ts'
import { RequestHeader, ResponseHeader } from '../../../src/wire/kafka/headers.ts'
import * as offsetsTopic from '../../../src/wire/kafka/offsets-topic.ts'
import * as quorumRecords from '../../../src/wire/kafka/quorum-records.ts'
import * as transactionLog from '../../../src/wire/kafka/transaction-log.ts'
import type { Message } from '../../../src/wire/schema/index.ts'

export const requestsAndResponses: readonly Message[] = allApis.flatMap(({ request, response }) => [request, response])

/** Everything that is declared. */
export const allMessages: readonly Message[] = [
  ...requestsAndResponses,
  RequestHeader,
  ResponseHeader,
  DefaultPrincipalData,
  ...Object.values(consumerProtocol),
  ...Object.values(offsetsTopic),
  ...Object.values(quorumRecords),
  ...Object.values(transactionLog),
]

/** Every message in every version that it has. */
export const allVersions: readonly { readonly message: Message; readonly version: number }[] = allMessages.flatMap(
  (message) =>
    Array.from({ length: message.maxVersion - message.minVersion + 1 }, (_, i) => ({
      message,
      version: message.minVersion + i,
    })),
)
