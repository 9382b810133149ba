import { conf, dirs, envi } from './environment.ts'
import { mntr } from './mntr.ts'
import { cons, crst, isro, ruok, srst, srvr, stat } from './status.ts'
import { dump, wchc, wchp, wchs } from './watches.ts'
import type { Word } from './word.ts'

/** Every word that an administrator may send instead of a connect request. */
export const words: ReadonlyMap<string, Word> = new Map(
  Object.entries({ conf, cons, crst, dirs, dump, envi, isro, mntr, ruok, srst, srvr, stat, wchc, wchp, wchs }),
)
