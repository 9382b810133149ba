import type { Stat } from '../../wire/jute/data.ts'
import { hexadecimal } from '../../zookeeper/client/throwable-text.ts'
import type { Output } from '../kit/output.ts'
import { javaDate } from './java-date.ts'

/** A node's stat, one value a line. */
export function printStat(output: Output, stat: Stat): void {
  const lines = [
    `cZxid = ${hexadecimal(stat.czxid)}`,
    `ctime = ${javaDate(stat.ctime)}`,
    `mZxid = ${hexadecimal(stat.mzxid)}`,
    `mtime = ${javaDate(stat.mtime)}`,
    `pZxid = ${hexadecimal(stat.pzxid)}`,
    `cversion = ${stat.cversion}`,
    `dataVersion = ${stat.version}`,
    `aclVersion = ${stat.aversion}`,
    `ephemeralOwner = ${hexadecimal(stat.ephemeralOwner)}`,
    `dataLength = ${stat.dataLength}`,
    `numChildren = ${stat.numChildren}`,
  ]
  output.write(`${lines.join('\n')}\n`)
}
