import { openAcl } from '../../../src/wire/jute/data.ts'
import { createFlags, opCode } from '../../../src/wire/jute/op-codes.ts'
import { CreateRequest, CreateTTLRequest } from '../../../src/wire/jute/requests.ts'
import type { RawClient } from './raw-client.ts'

const empty = { data: null, acl: openAcl }

export async function createContainer(client: RawClient, path: string): Promise<number> {
  const request = { path, ...empty, flags: createFlags.container }
  return (await client.request(opCode.createContainer, CreateRequest, request)).header.err
}

export async function createTTL(client: RawClient, path: string, ttl: number): Promise<number> {
  const request = { path, ...empty, flags: createFlags.ttl, ttl }
  return (await client.request(opCode.createTTL, CreateTTLRequest, request)).header.err
}
