// Builds dist/ (one small CommonJS bundle an executable, and the library) and rewrites what is made from the command
// tables: the launchers in bin/, the man pages in man/ and the "bin" entry of package.json. `npm install` runs it in a clone.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const root = import.meta.dirname
const commandFolder = path.join(root, 'src/cli/commands')
const commands = readdirSync(commandFolder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

/** Each command file only describes itself; its bundle's entry point launches it. */
const launchers = {
  name: 'launchers',
  setup(plugin) {
    plugin.onResolve({ filter: /^launch:/ }, ({ path: name }) => ({
      path: name.slice('launch:'.length),
      namespace: 'launch',
    }))
    plugin.onLoad({ filter: /.*/, namespace: 'launch' }, ({ path: name }) => ({
      contents: `import command from './src/cli/commands/${name}.ts'\nimport { launch } from './src/cli/kit/launch.ts'\nlaunch(command)\n`,
      resolveDir: root,
    }))
  },
}

/** Packages that load a native addon, or that only some users load: never inside a bundle. */
const external = Object.keys(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies).filter(
  (name) => !['chalk', 'cli-table3', 'commander'].includes(name),
)

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  external,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
}

async function bundles() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true })
  const jobs = [
    build({
      ...shared,
      format: 'cjs',
      outdir: 'dist',
      entryPoints: Object.fromEntries(commands.map((name) => [name, `launch:${name}`])),
      plugins: [launchers],
    }),
    build({ ...shared, format: 'cjs', outfile: 'dist/build/tables.js', entryPoints: ['src/cli/kit/tables.ts'] }),
  ]
  if (existsSync(path.join(root, 'src/index.ts'))) {
    jobs.push(build({ ...shared, format: 'esm', outfile: 'dist/index.mjs', entryPoints: ['src/index.ts'] }))
    jobs.push(build({ ...shared, format: 'cjs', outfile: 'dist/index.cjs', entryPoints: ['src/index.ts'] }))
  }
  await Promise.all(jobs)
}

function writeWhenChanged(file, content, mode = 0o644) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileSync(file, content)
  chmodSync(file, mode)
}

/** Kafka's own name and the name with `.sh`; `zkServer.sh` and `zkCli.sh` are the only ones ZooKeeper's users know. */
function launcherNames(name) {
  if (name === 'kafkabox') return [name]
  return [name, `${name}.sh`]
}

function writeLaunchers() {
  mkdirSync(path.join(root, 'bin'), { recursive: true })
  const names = new Map(commands.flatMap((name) => launcherNames(name).map((launcher) => [launcher, name])))
  for (const stale of readdirSync(path.join(root, 'bin'))) {
    if (!names.has(stale)) rmSync(path.join(root, 'bin', stale))
  }
  for (const [launcher, name] of names) {
    writeWhenChanged(path.join(root, 'bin', launcher), `#!/usr/bin/env node\nrequire('../dist/${name}.js')\n`, 0o755)
  }
  const file = path.join(root, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  manifest.bin = Object.fromEntries([...names.keys()].sort().map((launcher) => [launcher, `bin/${launcher}`]))
  writeWhenChanged(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

await bundles()
writeLaunchers()
