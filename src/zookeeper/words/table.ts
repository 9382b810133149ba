import { conf, dirs, envi } from './environment.ts'
import { hash } from './hash.ts'
import { mntr } from './mntr.ts'
import { cons, crst, isro, ruok, srst, srvr, stat } from './status.ts'
import { gtmk, stmk } from './trace-mask.ts'
import { dump, wchc, wchp, wchs } from './watches.ts'
import type { Word } from './word.ts'

/** Every word that an administrator may send instead of a connect request. */
export const words: ReadonlyMap<string, Word> = new Map(
  Object.entries({
    conf,
    cons,
    crst,
    dirs,
    dump,
    envi,
    gtmk,
    hash,
    isro,
    mntr,
    ruok,
    srst,
    srvr,
    stat,
    stmk,
    wchc,
    wchp,
    wchs,
  }),
)
