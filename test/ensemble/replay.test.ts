import { testReplay } from '../simulation/seeds.ts'
import { plantedBugs } from './planted/planted.ts'
import { run } from './scenario.ts'

testReplay(run, plantedBugs['commits without a quorum'])
