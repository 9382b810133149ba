import type { ToolkitOption } from './toolkit-options.ts'

/** zkTxnLogToolkit.sh's options by their letter. */
export const txnLogOptions: Readonly<Record<string, ToolkitOption>> = {
  c: { name: 'chop', description: 'write the log anew up to the zxid of -z' },
  d: { name: 'dump', description: 'print the transactions, which is what it does anyway' },
  h: { name: 'help', description: 'list the options' },
  r: { name: 'recover', description: 'write the log anew, and ask before each wrong checksum whether to mend it' },
  v: { name: 'verbose', description: 'print the sound transactions too while mending' },
  y: { name: 'yes', description: 'do not ask: mend all' },
  z: { name: 'zxid', argument: true, description: 'the last transaction to keep, decimal or with 0x in front' },
}
