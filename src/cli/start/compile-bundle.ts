import { readFileSync } from 'node:fs'
import { constants, Script } from 'node:vm'
import { bytecodeFile, dropBytecode, keepBytecode, readBytecode } from './bytecode.ts'

/** A bundle as a function with a module's parameters, from the bytecode that an earlier run has left where there is some. */
export function compileBundle(file: string): Script {
  const source = readFileSync(file, 'utf8')
  const compile = (cachedData?: Buffer) =>
    new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && { cachedData }),
    })
  const [place, id] = [bytecodeFile(file), bundleId(source)]
  const kept = readBytecode(place, id)
  if (!kept) return keepBytecode(place, id, compile)
  const script = compile(kept)
  if (script.cachedDataRejected) dropBytecode(place)
  return script
}

/** A bundle begins with a comment that holds the hash of what follows (build.mjs). */
function bundleId(source: string): string {
  return source.slice('/*'.length, source.indexOf('*/'))
}
