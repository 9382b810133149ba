import { createDelegationToken } from '../../client/admin/create-delegation-token.ts'
import { describeDelegationTokens } from '../../client/admin/describe-delegation-tokens.ts'
import { expireDelegationToken, renewDelegationToken } from '../../client/admin/renew-delegation-token.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { DelegationToken } from '../../client/delegation-token.ts'
import { ClientError } from '../../client/errors.ts'
import { openCluster } from '../connect/admin.ts'
import { decodeBase64 } from '../connect/base64.ts'
import { callFailure, localFailure } from '../connect/failure.ts'
import { parsePrincipal } from '../connect/principal.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import type { TokenOptions } from './options.ts'
import { createdToken, describedToken, expiredToken, renewedToken } from './results.ts'
import { listText, minuteText, tokensText } from './text.ts'

/** kafka-delegation-tokens from its options to its exit code. */
export async function runTokens(context: CommandContext, options: TokenOptions): Promise<number> {
  let failureOf = localFailure
  try {
    const cluster = await openCluster(context, options.value('bootstrap-server') ?? '', options.value('command-config'))
    failureOf = callFailure
    try {
      await act(context, cluster, options)
      return 0
    } finally {
      cluster.close()
    }
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    const { message, thrown } = failureOf(error)
    context.report.failure(error, () => context.stderr.write(`${message}\n${thrown}\n\n`))
    return 1
  }
}

function act(context: CommandContext, cluster: Cluster, options: TokenOptions): Promise<void> {
  if (options.has('create')) return create(context, cluster, options)
  if (options.has('renew')) return change(context, cluster, options, 'renew')
  if (options.has('expire')) return change(context, cluster, options, 'expire')
  return describe(context, cluster, options)
}

async function create({ stdout, report }: CommandContext, cluster: Cluster, options: TokenOptions): Promise<void> {
  const renewers = options.values('renewer-principal').map(parsePrincipal)
  const maxLifetimeMs = period(options, 'max-life-time-period')
  printLine(
    stdout,
    `Calling create token operation with renewers :${listText(renewers)} , max-life-time-period :${maxLifetimeMs}`,
  )
  const [owner] = options.values('owner-principal').map(parsePrincipal)
  const token = await createDelegationToken(cluster, { owner, renewers, maxLifetimeMs })
  report.results(createdToken, [tokenObject(token)], () => {
    return `Created delegation token with tokenId : ${token.tokenId}\n${tokensText([token])}`
  })
}

/** Both give a token another date to expire at. */
const changes = {
  renew: { option: 'renew-time-period', call: renewDelegationToken, result: renewedToken },
  expire: { option: 'expiry-time-period', call: expireDelegationToken, result: expiredToken },
} as const

async function change(
  { stdout, report }: CommandContext,
  cluster: Cluster,
  options: TokenOptions,
  verb: keyof typeof changes,
): Promise<void> {
  const { option, call, result } = changes[verb]
  const hmac = options.value('hmac') ?? 'null'
  const periodMs = period(options, option)
  printLine(stdout, `Calling ${verb} token operation with hmac :${hmac} , ${verb}-time-period :${periodMs}`)
  const expiresAt = await call(cluster, decodeBase64(hmac), periodMs)
  const text = `Completed ${verb} operation. New expiry date : ${minuteText(expiresAt)}`
  report.results(result, [{ hmac, expiresAt }], () => text)
}

/** Without an owner Kafka's tool asks for the tokens of nobody, and so gets none. */
async function describe({ stdout, report }: CommandContext, cluster: Cluster, options: TokenOptions): Promise<void> {
  const owners = options.values('owner-principal').map(parsePrincipal)
  const whose = owners.length === 0 ? 'current user.' : `owners: ${listText(owners)}`
  printLine(stdout, `Calling describe token operation for ${whose}`)
  const tokens = await describeDelegationTokens(cluster, owners)
  report.results(describedToken, tokens.map(tokenObject), () => {
    return `Total number of tokens : ${tokens.length}${tokensText(tokens)}`
  })
}

type Period = 'max-life-time-period' | 'renew-time-period' | 'expiry-time-period'

/** @throws ClientError with Java's words where the option stands there without a number */
function period(options: TokenOptions, name: Period): number {
  const value = options.value(name)
  if (value !== undefined) return value
  throw new ClientError(
    'java.lang.NullPointerException',
    'Cannot invoke "java.lang.Long.longValue()" because the return value of "joptsimple.OptionSet.valueOf(joptsimple.OptionSpec)" is null',
  )
}

const tokenObject = (token: DelegationToken) => ({ ...token, hmac: token.hmac.toString('base64') })
