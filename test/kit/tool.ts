import path from 'node:path'
import { execa } from 'execa'
import { fastJava } from './real-kafka.ts'
import { binOf, type Maker } from './servers.ts'

export interface ToolResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}

/** Runs one of Kafka's command-line tools to its end; `input` is its standard input, `env` what its environment has besides. */
export async function runTool(
  maker: Maker,
  name: string,
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<ToolResult> {
  const { stdout, stderr, exitCode } = await execa(path.join(binOf(maker), name), args, {
    input,
    env: { ...fastJava, ...env },
    reject: false,
    timeout: 120_000,
  })
  return { stdout, stderr, exitCode }
}
