import { simulate } from '../simulation/command.ts'
import { run } from './scenario.ts'

/** npm run sim -- --seed 17 [--trace] */
await simulate(run, ({ acknowledged, records }) => `${acknowledged} of ${records} records acknowledged`)
