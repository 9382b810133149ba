import { type AclBinding, anyEntry, anyResource, type ResourcePattern } from '../../client/acl.ts'
import { localFailure } from '../connect/failure.ts'
import { parsePrincipal } from '../connect/principal.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { AclOptions } from './options.ts'
import { namedResources, type Requested, requestedAdditions, requestedEntries } from './requested.ts'
import { addedAcl, bindingObject, currentAcl, removedAcl } from './results.ts'
import type { AclService } from './service.ts'
import { bindingsText, entriesText, failureText, resourceText } from './text.ts'

/** kafka-acls from its options to its exit code. */
export async function runAcls(context: CommandContext, options: AclOptions): Promise<number> {
  let failureOf = localFailure
  try {
    const additions = options.has('add') ? requestedAdditions(options) : []
    const service = await openService(context, options)
    failureOf = service.failureOf
    try {
      await add(context, service, additions)
      if (options.has('remove')) await remove(context, options, service)
      await list(context, options, service)
    } finally {
      await service.close()
    }
    return 0
  } catch (error) {
    if (error instanceof UsageError || error instanceof OutputClosed) throw error
    context.report.failure(error, () => context.stdout.write(failureText('executing ACL command', failureOf(error))))
    return 1
  }
}

async function openService(context: CommandContext, options: AclOptions): Promise<AclService> {
  if (options.has('bootstrap-server')) return (await import('./brokers.ts')).brokersAcls(context, options)
  return (await import('./zookeeper.ts')).zooKeeperAcls(context, options)
}

async function add(
  { stdout, report }: CommandContext,
  service: AclService,
  additions: readonly Requested<ResourcePattern>[],
): Promise<void> {
  for (const { resource, entries } of additions) {
    printLine(stdout, `Adding ACLs for resource \`${resourceText(resource)}\`: ${entriesText(entries)}`)
    const failures = await service.add(resource, entries)
    for (const error of failures) {
      report.failure(error, () => stdout.write(failureText('adding ACLs', localFailure(error))))
    }
    if (failures.length > 0) continue
    report.results(
      addedAcl,
      entries.map((entry) => bindingObject({ pattern: resource, entry })),
      () => '',
    )
  }
}

async function remove(context: CommandContext, options: AclOptions, service: AclService): Promise<void> {
  const { Questions } = await import('./questions.ts')
  const questions = new Questions(context)
  for (const { resource, entries } of requestedEntries(options)) {
    if (!options.has('force') && !(await questions.isYes(questionOf(resourceText(resource), entries)))) continue
    const filters = entries.length === 0 ? [anyEntry] : entries
    const removed = await service.remove(filters.map((entry) => ({ resource, entry })))
    context.report.results(removedAcl, removed.map(bindingObject), () => '')
  }
}

function questionOf(resource: string, entries: Requested['entries']): string {
  if (entries.length === 0) {
    return `Are you sure you want to delete all ACLs for resource filter \`${resource}\`? (y/n)`
  }
  return `Are you sure you want to remove ACLs: ${entriesText(entries)} from resource filter \`${resource}\`? (y/n)`
}

async function list({ report, stdout }: CommandContext, options: AclOptions, service: AclService): Promise<void> {
  const resources = namedResources(options)
  const principals = [...new Set(options.values('principal').map(parsePrincipal))]
  const filters = resources.length === 0 ? [anyResource] : resources
  const found = await Promise.all(filters.map((resource) => service.find({ resource, entry: anyEntry })))
  const show = (bindings: readonly AclBinding[]) =>
    report.results(currentAcl, bindings.map(bindingObject), () => bindingsText(bindings))
  if (principals.length === 0) show(found.flat())
  for (const principal of principals) {
    printLine(stdout, `ACLs for principal \`${principal}\``)
    show(found.flat().filter(({ entry }) => entry.principal === principal))
  }
}
