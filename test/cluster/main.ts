import { run } from './scenario.ts'

const argument = (name: string, otherwise: string) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise)
}

const first = Number(argument('--seed', '1'))
const count = Number(argument('--count', '1'))
const isTraced = process.argv.includes('--trace')
const cpu = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000
let failures = 0
const begun = performance.now()
for (let seed = first; seed < first + count; seed++) {
  const started = process.cpuUsage()
  const outcome = await run(seed, isTraced ? { write: (line) => process.stdout.write(line) } : {})
  const { hash, virtualMs, events, records, acknowledged, violations } = outcome
  const took = Math.round((process.cpuUsage(started).user + process.cpuUsage(started).system) / 1000)
  if (violations.length > 0) failures++
  if (violations.length > 0 || count <= 20)
    console.log(
      `seed ${seed} ${hash} ${Math.round(virtualMs)} virtual ms, ${events} events, ${acknowledged} of ${records} records acknowledged, ${took} ms of CPU`,
    )
  for (const { kind, text } of violations.slice(0, 5)) console.log(`  ${kind}: ${text}`)
}
console.log(
  `${count} seeds, ${failures} failed, ${((performance.now() - begun) / count).toFixed(0)} ms each, of CPU ${(cpu() / count).toFixed(0)}`,
)
