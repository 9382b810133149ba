// Bundled, this file is CommonJS and has a `__filename`; as a source module it has `import.meta.url`.
const from = typeof __filename === 'string' ? __filename : import.meta.url

let made: NodeJS.Require | undefined

/**
 * Loads packages at first need and synchronously, so that a command that never meets them does not pay for them, nor for
 * node:module, which brings Node's loader of ES modules. The function throws Node's own error when a package is not
 * installed or has no binary for this machine.
 */
export function lazyRequire(): NodeJS.Require {
  made ??= process.getBuiltinModule('node:module').createRequire(from)
  return made
}
