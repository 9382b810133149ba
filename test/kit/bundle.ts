import path from 'node:path'
import { build } from 'esbuild'

export const root = path.resolve(import.meta.dirname, '../..')

/** Bundles a TypeScript program of the tests, so that plain node can run it; returns the bundle's path. */
export async function bundleProgram(source: string): Promise<string> {
  const outfile = path.join(root, 'node_modules/.cache/kafkabox', `${path.basename(source, '.ts')}-${process.pid}.mjs`)
  await build({
    entryPoints: [path.join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  return outfile
}
