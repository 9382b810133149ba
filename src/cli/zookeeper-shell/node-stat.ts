import type { Stat } from '../../wire/jute/data.ts'
import { hexadecimal } from '../../zookeeper/client/throwable-text.ts'
import { javaDate } from './java-date.ts'
import type { StatObject } from './results.ts'

/** A node's stat, one value a line. */
export function statText(stat: Stat): string {
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
  return `${lines.join('\n')}\n`
}

export function statObject({ czxid, mzxid, pzxid, ephemeralOwner, ...counts }: Stat): StatObject {
  return {
    ...counts,
    czxid: hexadecimal(czxid),
    mzxid: hexadecimal(mzxid),
    pzxid: hexadecimal(pzxid),
    ephemeralOwner: hexadecimal(ephemeralOwner),
  }
}
