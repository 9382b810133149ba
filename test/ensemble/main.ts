import { simulate } from '../simulation/command.ts'
import { run } from './scenario.ts'

/** npm run sim:ensemble -- --seed 17 [--trace] */
await simulate(run, ({ asked, done }) => `${done} of ${asked} requests done`)
