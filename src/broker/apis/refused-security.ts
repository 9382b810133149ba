import { ConsumerGroupHeartbeat } from '../../wire/kafka/consumer-group-heartbeat.ts'
import { CreateAcls } from '../../wire/kafka/create-acls.ts'
import { CreateDelegationToken } from '../../wire/kafka/create-delegation-token.ts'
import { DeleteAcls } from '../../wire/kafka/delete-acls.ts'
import { DescribeAcls } from '../../wire/kafka/describe-acls.ts'
import { DescribeDelegationToken } from '../../wire/kafka/describe-delegation-token.ts'
import { ExpireDelegationToken } from '../../wire/kafka/expire-delegation-token.ts'
import { RenewDelegationToken } from '../../wire/kafka/renew-delegation-token.ts'
import { SaslAuthenticate } from '../../wire/kafka/sasl-authenticate.ts'
import { SaslHandshake } from '../../wire/kafka/sasl-handshake.ts'
import type { RegisteredApi } from './api.ts'
import { refused } from './refused.ts'

const noBytes = Buffer.alloc(0)
const tokensNotAllowed = 'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED'

/** What Kafka itself answers on a listener without authentication, on a broker without an authoriser. */
export const refusedSecurityApis: readonly RegisteredApi[] = [
  refused(
    DescribeAcls,
    'SECURITY_DISABLED',
    (_request, { code, message }) => ({ errorCode: code, errorMessage: message, resources: [] }),
    'No Authorizer is configured on the broker',
  ),
  refused(
    CreateAcls,
    'SECURITY_DISABLED',
    ({ creations }, { code, message }) => ({
      results: creations.map(() => ({ errorCode: code, errorMessage: message })),
    }),
    'No Authorizer is configured.',
  ),
  refused(
    DeleteAcls,
    'SECURITY_DISABLED',
    ({ filters }, { code, message }) => ({
      filterResults: filters.map(() => ({ errorCode: code, errorMessage: message, matchingAcls: [] })),
    }),
    'No Authorizer is configured.',
  ),
  refused(SaslHandshake, 'ILLEGAL_SASL_STATE', (_request, { code }) => ({ errorCode: code, mechanisms: [] })),
  refused(
    SaslAuthenticate,
    'ILLEGAL_SASL_STATE',
    (_request, { code, message }) => ({ errorCode: code, errorMessage: message, authBytes: noBytes }),
    'SaslAuthenticate request received after successful authentication',
  ),
  refused(CreateDelegationToken, tokensNotAllowed, (_request, { code }, { version }) => ({
    errorCode: code,
    principalType: 'User',
    principalName: 'ANONYMOUS',
    tokenRequesterPrincipalType: version >= 3 ? 'User' : '',
    tokenRequesterPrincipalName: version >= 3 ? 'ANONYMOUS' : '',
    issueTimestampMs: -1,
    expiryTimestampMs: -1,
    maxTimestampMs: -1,
    tokenId: '',
    hmac: noBytes,
  })),
  refused(RenewDelegationToken, tokensNotAllowed, (_request, { code }) => ({ errorCode: code, expiryTimestampMs: -1 })),
  refused(ExpireDelegationToken, tokensNotAllowed, (_request, { code }) => ({
    errorCode: code,
    expiryTimestampMs: -1,
  })),
  refused(DescribeDelegationToken, tokensNotAllowed, (_request, { code }) => ({ errorCode: code, tokens: [] })),
  // Only the new group coordinator, which Kafka doesn't run in ZooKeeper mode, takes it.
  refused(ConsumerGroupHeartbeat, 'UNSUPPORTED_VERSION', (_request, { code }) => ({
    errorCode: code,
    memberEpoch: 0,
    heartbeatIntervalMs: 0,
  })),
]
