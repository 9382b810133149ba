export type { RecordError } from './append/record-error.ts'
export { RecordValidationError } from './append/record-error.ts'
export type { LogConfig } from './config.ts'
export { defaultLogConfig, unboundedMs } from './config.ts'
export type {
  CleanerSettings,
  CreateLogOptions,
  LogManager,
  LogManagerOptions,
  LogManagerSettings,
} from './log-manager.ts'
export { DirectoryTakenError } from './manager/log-directory.ts'
export { defaultLogManagerSettings } from './manager/settings.ts'
export { openLogManager } from './manager/startup.ts'
export type { MetaProperties } from './meta-properties.ts'
export { readMetaProperties, writeMetaProperties } from './meta-properties.ts'
export type { PartitionLog } from './partition-log.ts'
export { readAll } from './read-all.ts'
export type * from './types.ts'
