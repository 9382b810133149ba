import { DescribeClientQuotas } from '../../wire/kafka/describe-client-quotas.ts'
import { describeQuotas } from '../quotas/describe-quotas.ts'
import { quotaFilter } from '../quotas/quota-filter.ts'
import { api, errorText, onCluster } from './api.ts'

export const describeClientQuotas = api(DescribeClientQuotas, {
  authorise: () => [onCluster('DescribeConfigs')],
  handle: async ({ entities }, { components, strict }) => ({
    errorCode: 0,
    errorMessage: '',
    entries: await describeQuotas(entities, quotaFilter(components), strict),
  }),
  failed: (_request, error) => ({ errorCode: error.code, errorMessage: errorText(error), entries: null }),
})
