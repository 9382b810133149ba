import { encodeJson } from './json.ts'

/** The only kind there is. */
const logDirFailure = 1

/** `/log_dir_event_notification/log_dir_event_N`: a log directory of this broker has failed. */
export const encodeLogDirEvent = (broker: number): Buffer => encodeJson({ version: 1, broker, event: logDirFailure })
