import { IncrementalAlterConfigs } from '../../wire/kafka/incremental-alter-configs.ts'
import { alterConfigs } from '../configs/alter.ts'
import { alterEach, refusedResource } from './alter-resources.ts'
import { api } from './api.ts'

export const incrementalAlterConfigs = api(IncrementalAlterConfigs, {
  handle: async (broker, { resources, validateOnly }, context) => ({
    responses: await alterEach(broker, context, resources, (asked) =>
      alterConfigs(broker, asked, asked.configs, validateOnly),
    ),
  }),
  failed: ({ resources }, error) => ({ responses: resources.map((asked) => refusedResource(asked, error)) }),
})
