import { readFileSync } from 'node:fs'

/** One line that is expected on a stream, or a brace around lines that may come in any order. */
export interface Expectation {
  brace?: '{' | '}'
  /** `?` may be missing, `+` may repeat, `*` both, empty: exactly once. */
  repeat: '' | '?' | '+' | '*'
  text: string
}

/** A step of a transcript; the format is described in test/verbatim/README.md. */
export interface Step {
  kind: string
  line: number
  /** The shell command of `$`, `~` and `&name`. */
  command: string
  name: string
  args: string[]
  rest: string
  stdin: string[]
  stdout: Expectation[]
  stderr: Expectation[]
  exitCode: string | undefined
}

const kinds = new Set(
  'run poll spawn zookeeper broker wait send eof signal exit timeout file scratch cd pause title ready'.split(' '),
)

/** Steps whose outcome counts as passed or failed. */
export function isCheck(step: Step): boolean {
  return ['run', 'poll', 'wait', 'exit'].includes(step.kind)
}

export function readTranscript(file: string): { title: string; steps: Step[] } {
  const lines = readFileSync(file, 'utf8').split('\n')
  const steps: Step[] = []
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#') || line.trim() === '') continue
    const opened = opening(line, index + 1)
    if (opened) steps.push(opened)
    else if (!continuation(line, steps.at(-1))) throw new Error(`${file}:${index + 1}: cannot parse: ${line}`)
  }
  for (const step of steps) {
    if (!kinds.has(step.kind)) throw new Error(`${file}:${step.line}: unknown directive @${step.kind}`)
    if (step.kind === 'wait' && step.stdout.length + step.stderr.length === 0) {
      throw new Error(`${file}:${step.line}: @wait needs a line to wait for`)
    }
  }
  const title = lines.find((line) => line.startsWith('#'))?.replace(/^#+\s*/, '') ?? ''
  return { title, steps }
}

function opening(line: string, number: number): Step | undefined {
  const step = (kind: string, parts: Partial<Step>): Step => ({
    kind,
    line: number,
    command: '',
    name: '',
    args: [],
    rest: '',
    stdin: [],
    stdout: [],
    stderr: [],
    exitCode: undefined,
    ...parts,
  })
  let match = /^([$~]) (.*)$/.exec(line)
  if (match) return step(match[1] === '$' ? 'run' : 'poll', { command: match[2] ?? '' })
  match = /^&([\w-]+) (.*)$/.exec(line)
  if (match) return step('spawn', { name: match[1] ?? '', command: match[2] ?? '' })
  match = /^@([\w-]+)(?: (.*))?$/.exec(line)
  if (!match) return undefined
  const rest = match[2] ?? ''
  return step(match[1] ?? '', { rest, args: rest.trim().split(/\s+/).filter(Boolean) })
}

/** Adds the line to the step that it belongs to; false when it belongs to none. */
function continuation(line: string, step: Step | undefined): boolean {
  if (!step) return false
  const input = /^<(?: (.*))?$/.exec(line)
  if (input) {
    step.stdin.push(input[1] ?? '')
    return true
  }
  const exit = /^\[(\d+|\*)\]$/.exec(line)
  if (exit) {
    step.exitCode = exit[1]
    return true
  }
  const expected = /^([>!])(?:([{}])|([?+*])? (.*)|)$/s.exec(line)
  if (!expected) return false
  const stream = expected[1] === '>' ? step.stdout : step.stderr
  const [, , brace, repeat, text] = expected
  if (brace === '{' || brace === '}') stream.push({ brace, repeat: '', text: '' })
  else stream.push({ repeat: isRepeat(repeat) ? repeat : '', text: text ?? '' })
  return true
}

function isRepeat(text: string | undefined): text is '?' | '+' | '*' {
  return text === '?' || text === '+' || text === '*'
}
