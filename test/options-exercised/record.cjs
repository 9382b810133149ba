// Loaded into every Node process of a test run (NODE_OPTIONS): writes down which executables of ours were run with which
// arguments, and how they ended, whoever ran them: a test, a transcript, a shell. The product knows nothing of it.
const { appendFileSync } = require('node:fs')
const path = require('node:path')

const file = process.env.KAFKABOX_RUNS
const program = process.argv[1] ?? ''

if (file && path.basename(path.dirname(program)) === 'bin') {
  const run = `${process.pid}-${Date.now()}`
  note({ run, tool: path.basename(program, '.sh'), args: process.argv.slice(2) })
  process.on('exit', (code) => note({ run, code }))
}

/** One short line at a time: appended whole, also beside those of other processes. */
function note(line) {
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  } catch {} // a test's full disk or file system of its own: this run is not counted
}
