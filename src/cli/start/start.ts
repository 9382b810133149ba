import path from 'node:path'
import { compileBundle } from './compile-bundle.ts'

/** What Node wraps a CommonJS module in. */
type ModuleFunction = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  file: string,
  folder: string,
) => void

/** Runs the bundle of this name, which lies beside this file, as `require` would: without compiling it once more. */
export function start(name: string): void {
  const file = path.join(__dirname, `${name}.js`)
  const run: ModuleFunction = compileBundle(file).runInThisContext()
  const module = { exports: {} }
  run(module.exports, require, module, file, __dirname)
}
