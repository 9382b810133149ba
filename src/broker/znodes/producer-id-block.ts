import { encodeJson, JsonObject } from './json.ts'

/** `/latest_producer_id_block`: the ids that were given out last, both ends included. */
export interface ProducerIdBlock {
  readonly broker: number
  readonly first: number
  readonly last: number
}

export const encodeProducerIdBlock = ({ broker, first, last }: ProducerIdBlock): Buffer =>
  encodeJson({ version: 1, broker, block_start: String(first), block_end: String(last) })

export function decodeProducerIdBlock(data: Uint8Array): ProducerIdBlock {
  const json = JsonObject.parse(data)
  return {
    broker: json.number('broker'),
    first: Number(json.string('block_start')),
    last: Number(json.string('block_end')),
  }
}
