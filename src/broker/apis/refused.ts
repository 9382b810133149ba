import type { RegisteredApi } from './api.ts'

/** APIs that a later issue brings: what Kafka has to say until then. */
export const refusedApis: readonly RegisteredApi[] = []
