import { testPlanted } from '../simulation/seeds.ts'
import { plantedBugs } from './planted/planted.ts'
import { run } from './scenario.ts'

testPlanted(run, plantedBugs, 200)
