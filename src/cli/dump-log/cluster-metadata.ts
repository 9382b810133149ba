import type { LogRecord } from '../../wire/records/record.ts'
import { JavaException } from '../kit/java-exception.ts'

export function clusterMetadataText(_record: LogRecord): { key: undefined; payload: string } {
  throw new JavaException('java.lang.UnsupportedOperationException', 'Records of __cluster_metadata are not known yet.')
}
