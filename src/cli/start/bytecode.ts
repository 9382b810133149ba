import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { Script } from 'node:vm'

/**
 * Where the bytecode of a bundle is kept: beside it, for nobody can write there who could not as well write the bundle.
 * Another V8 has another file; one that was started with other flags refuses what it finds.
 */
export function bytecodeFile(bundle: string): string {
  return bundle.replace(/js$/, `${process.versions.v8}-${process.arch}.bytecode`)
}

/** Undefined where there is none, or one of another bundle: the bundle's id ends the file. */
export function readBytecode(file: string, id: string): Buffer | undefined {
  try {
    const kept = readFileSync(file)
    const end = kept.length - id.length
    return kept.toString('latin1', end) === id ? kept.subarray(0, end) : undefined
  } catch {
    return undefined
  }
}

/** Compiles, and leaves the bytecode for later runs; where that can't be, it just compiles. */
export function keepBytecode(file: string, id: string, compile: () => Script): Script {
  const unfinished = `${file}.${process.pid}`
  const descriptor = openForWriting(unfinished)
  if (descriptor === undefined) return compile()
  const script = eagerly(compile)
  try {
    for (const part of [script.createCachedData(), Buffer.from(id)]) writeSync(descriptor, part)
    renameSync(unfinished, file)
  } catch {
    rmSync(unfinished, { force: true })
  } finally {
    closeSync(descriptor)
  }
  return script
}

/**
 * V8 has refused it: a run with other flags made it, and all without them would compile for ever. The next run makes its own;
 * this one can't, for what V8 has compiled once it does not compile eagerly any more.
 */
export function dropBytecode(file: string): void {
  try {
    rmSync(file)
  } catch {
    // It stays in a folder of somebody else.
  }
}

/** Undefined in a folder of somebody else, on a disk that takes no more, … */
function openForWriting(file: string): number | undefined {
  try {
    return openSync(file, 'wx')
  } catch {
    return undefined
  }
}

/** V8 compiles a function when it is first called; what is kept is to have them all. */
function eagerly<T>(compile: () => T): T {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--no-lazy')
  try {
    return compile()
  } finally {
    setFlagsFromString('--lazy')
  }
}
