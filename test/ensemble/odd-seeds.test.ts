import { hundredSeeds, testSeeds } from '../simulation/seeds.ts'
import { run } from './scenario.ts'

testSeeds(run, 'sim:ensemble', hundredSeeds(1))
