import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { runTool } from './tool.ts'

interface Validators {
  readonly stdout: ValidateFunction
  readonly stderr: ValidateFunction
}
const validators = new Map<string, Validators>()

/** From what the command itself says its schema is. */
async function validatorsOf(name: string): Promise<Validators> {
  const known = validators.get(name)
  if (known !== undefined) return known
  const { stdout } = await runTool('ours', name, ['--json-schema'])
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  ajv.addSchema(JSON.parse(stdout), 'lines')
  const [lines, diagnostics] = [ajv.getSchema('lines'), ajv.getSchema('lines#/$defs/stderr')]
  if (lines === undefined || diagnostics === undefined) throw new Error(`${name} has no schema`)
  const made = { stdout: lines, stderr: diagnostics }
  validators.set(name, made)
  return made
}

function objects(text: string, isValid: ValidateFunction): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const object = JSON.parse(line)
      expect(isValid(object), `${line}\n${JSON.stringify(isValid.errors)}`).toBe(true)
      return object
    })
}

/** What a command said with `--json`: all of it has to be as the command's schema says. */
export async function jsonLines(name: string, { stdout, stderr }: { stdout: string; stderr: string }) {
  const isValid = await validatorsOf(name)
  return { results: objects(stdout, isValid.stdout), diagnostics: objects(stderr, isValid.stderr) }
}

/** Runs it with `--json`. */
export async function runJson(
  name: string,
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
) {
  const told = await runTool('ours', name, [...args, '--json'], input, env)
  return { ...(await jsonLines(name, told)), exitCode: told.exitCode }
}
