import { testSeeds } from './seeds.ts'

testSeeds(Array.from({ length: 100 }, (_, index) => 2 * index + 2))
