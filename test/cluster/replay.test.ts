import { testReplay } from '../simulation/seeds.ts'
import { plantedBugs } from './planted/planted.ts'
import { run } from './scenario.ts'

testReplay(run, plantedBugs['acks=all answered when the leader has it'])
