import { AlterConfigs } from '../../wire/kafka/alter-configs.ts'
import { replaceConfigs } from '../configs/alter.ts'
import { alterEach, refusedResource } from './alter-resources.ts'
import { api } from './api.ts'

export const alterConfigs = api(AlterConfigs, {
  handle: async (broker, { resources, validateOnly }, context) => ({
    responses: await alterEach(broker, context, resources, (asked) =>
      replaceConfigs(broker, asked, asked.configs, validateOnly),
    ),
  }),
  failed: ({ resources }, error) => ({ responses: resources.map((asked) => refusedResource(asked, error)) }),
})
