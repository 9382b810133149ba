import { labHome } from '../../lab/lab-home.ts'
import { brewAction } from '../../lab/shell/brew.ts'
import { callReal, openShell } from '../../lab/shell/shell.ts'
import { printLine } from '../kit/output.ts'
import { binFolder, openServices } from './services.ts'
import type { Subcommand } from './subcommand.ts'

export const shell: Subcommand = {
  name: 'shell',
  summary:
    "open your shell with Kafka's commands in it; `brew services start kafka` works there, and `docker stop pipeline-zookeeper-c`",
  options: { command: { argument: 'line', description: 'run this line instead of an interactive shell' } },
  run: (context, _args, options) => openShell(labHome(context.env), binFolder(), context.env, options.get('command')),
}

/** What the stand-in for brew in `kafkabox shell` calls. */
export const brew: Subcommand = {
  name: 'brew',
  arguments: '[args...]',
  summary: 'what `brew` means inside kafkabox shell',
  options: {},
  hidden: true,
  passThrough: true,
  async run(context, args) {
    const action = brewAction(args)
    if (action) {
      for (const line of await action(await openServices(context))) printLine(context.stdout, line)
      return 0
    }
    const code = await callReal('brew', args, context.env)
    if (code === undefined) printLine(context.stderr, 'brew: command not found')
    return code ?? 127
  },
}
