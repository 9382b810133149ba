import { createRequire } from 'node:module'

// Bundled, this file is CommonJS and has a `__filename`; as a source module it has `import.meta.url`.
const from = typeof __filename === 'string' ? __filename : import.meta.url

/**
 * Loads a package at first need and synchronously, so that a command that never meets it does not pay for it.
 * Throws Node's own error when it is not installed or has no binary for this machine.
 */
export const requireLazily: NodeJS.Require = createRequire(from)
