// Builds dist/ (one small CommonJS bundle an executable, and the library) and rewrites what is made from the command
// tables: the launchers in bin/, the man pages in man/ and the "bin" entry of package.json. `npm install` runs it in a clone.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
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

/** All commands' descriptions in one module, for what is made from them. */
const tables = {
  name: 'tables',
  setup(plugin) {
    plugin.onResolve({ filter: /^tables:/ }, () => ({ path: 'all', namespace: 'tables' }))
    plugin.onLoad({ filter: /.*/, namespace: 'tables' }, () => ({
      contents: [
        ...commands.map((name, index) => `import c${index} from './src/cli/commands/${name}.ts'`),
        `export const commands = [${commands.map((_, index) => `c${index}`).join(', ')}]`,
        "export { describeCommand, renderJsonReference, renderManPage } from './src/cli/kit/tables.ts'",
        "export { settingsPages } from './src/cli/manual/pages.ts'",
      ].join('\n'),
      resolveDir: root,
    }))
  },
}
const tablesBundle = 'node_modules/.cache/kafkabox/tables.cjs'

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
  // src/base/native.ts asks for it only where there is no __filename.
  logOverride: { 'empty-import-meta': 'silent' },
}

/** A command that is started meanwhile finds the old bundle or the new one, and never half of one. */
async function bundle(options, finish = (contents) => contents) {
  const { outputFiles } = await build({ ...shared, ...options, write: false })
  for (const { path: file, contents } of outputFiles) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, finish(contents))
    renameSync(`${file}.new`, file)
  }
}

/** By the hash in its first line src/cli/start tells whether the bytecode that it finds is a command's own. */
function withId(contents) {
  const id = createHash('sha256').update(contents).digest('base64url').slice(0, 16)
  return Buffer.concat([Buffer.from(`/*${id}*/\n`), contents])
}

/** What was compiled in an earlier run has nobody to ask for an `import()`: it becomes a `require`. */
const supported = { 'dynamic-import': false }

async function bundles() {
  const jobs = [
    ...commands.map((name) => {
      const entryPoints = { [name]: `launch:${name}` }
      return bundle({ format: 'cjs', outdir: 'dist', entryPoints, plugins: [launchers], supported }, withId)
    }),
    bundle({ format: 'cjs', outfile: 'dist/start.js', entryPoints: ['src/cli/start/start.ts'] }),
    bundle({ format: 'cjs', outfile: tablesBundle, plugins: [tables], entryPoints: ['tables:all'] }),
  ]
  if (existsSync(path.join(root, 'src/index.ts'))) {
    jobs.push(bundle({ format: 'esm', outfile: 'dist/index.mjs', entryPoints: ['src/index.ts'] }))
    jobs.push(bundle({ format: 'cjs', outfile: 'dist/index.cjs', entryPoints: ['src/index.ts'] }))
  }
  // One that does not build yet must not keep the others from being tried.
  const failed = (await Promise.allSettled(jobs)).filter(({ status }) => status === 'rejected')
  if (failed.length > 0) process.exitCode = 1
  // What is stale goes only now: commands of a running test must not miss their bundle meanwhile.
  const current = new Set([
    ...commands.map((name) => `${name}.js`),
    'start.js',
    'commands.json',
    'index.mjs',
    'index.cjs',
    'index.d.ts',
    'test',
  ])
  for (const file of readdirSync(path.join(root, 'dist'))) {
    if (!current.has(file) && !file.endsWith('.bytecode')) rmSync(path.join(root, 'dist', file), { recursive: true })
  }
}

function writeWhenChanged(file, content, mode = 0o644) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileSync(file, content)
  chmodSync(file, mode)
}

/** Kafka's own name and the name with `.sh`, by which it and ZooKeeper's scripts are known as well. */
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
    const code = `#!/usr/bin/env node\nrequire('../dist/start.js').start('${name}')\n`
    writeWhenChanged(path.join(root, 'bin', launcher), code, 0o755)
  }
  const bin = [...names.keys()].sort().map((launcher) => [launcher, `bin/${launcher}`])
  rewriteManifest({ bin: Object.fromEntries(bin) })
}

function rewriteManifest(entries) {
  const file = path.join(root, 'package.json')
  const manifest = Object.assign(JSON.parse(readFileSync(file, 'utf8')), entries)
  writeWhenChanged(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The tables as data, which completion reads instead of loading all commands. */
function writeCatalog({ commands: described, describeCommand }) {
  writeWhenChanged(path.join(root, 'dist/commands.json'), JSON.stringify(described.map(describeCommand)))
}

function writeManPages({ commands: described, renderManPage, settingsPages }) {
  const ofCommands = described.map((command) => [`${command.name}.1`, renderManPage(command)])
  const folders = { 'man/man1': Object.fromEntries(ofCommands), 'man/man5': settingsPages() }
  for (const [folder, files] of Object.entries(folders)) writeFolder(folder, files)
  const names = Object.entries(folders).flatMap(([folder, files]) =>
    Object.keys(files).map((file) => `${folder}/${file}`),
  )
  rewriteManifest({ man: names.sort() })
}

/** Exactly these files, by their names. */
function writeFolder(name, files) {
  const folder = path.join(root, name)
  mkdirSync(folder, { recursive: true })
  for (const [file, content] of Object.entries(files)) writeWhenChanged(path.join(folder, file), content)
  for (const file of readdirSync(folder)) {
    if (files[file] === undefined) rmSync(path.join(folder, file))
  }
}

/** The library's types; they name nothing but kafkajs. Only a package needs them, and they take two seconds. */
function writeTypes() {
  const emitted = 'node_modules/.cache/kafkabox/types'
  const flags = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--outDir', emitted]
  execFileSync('npx', ['tsc', ...flags], { cwd: root, stdio: 'inherit' })
  copyFileSync(path.join(root, emitted, 'src/index.d.ts'), path.join(root, 'dist/index.d.ts'))
}

await bundles()
writeLaunchers()
if (['pack', 'publish'].includes(process.env.npm_command ?? '')) writeTypes()
if (process.exitCode !== 1) {
  const tablesModule = createRequire(import.meta.url)(path.join(root, tablesBundle))
  writeCatalog(tablesModule)
  writeManPages(tablesModule)
  writeWhenChanged(path.join(root, 'docs/json.md'), tablesModule.renderJsonReference(tablesModule.commands))
}
