import { LabError } from '../../lab/lab-error.ts'
import type { CommandContext } from '../kit/command.ts'
import type { ManualPage } from '../manual/library.ts'
import { manualPage } from './results.ts'
import type { Subcommand } from './subcommand.ts'

export const help: Subcommand = {
  name: 'help',
  arguments: '[topic]',
  positional: ['page'],
  summary: 'open the page of the manual on a command or a file of settings; without a topic list them all',
  options: {},
  results: [manualPage],
  async run(context, [topic]) {
    const [{ findPage, manualPages }, { findCommand, readCatalog }] = await Promise.all([
      import('../manual/library.ts'),
      import('../completion/catalog.ts'),
    ])
    if (topic === undefined) {
      list(context, manualPages())
      return 0
    }
    const own = findCommand(readCatalog(), 'kafkabox')?.subcommands.some(({ name }) => name === topic)
    const page = findPage(own ? 'kafkabox' : topic)
    if (page === undefined) throw new LabError(`there is no page on '${topic}'; \`kafkabox help\` lists them all`)
    await show(context, page)
    return 0
  },
}

function list({ report }: CommandContext, pages: readonly ManualPage[]): void {
  const width = Math.max(...pages.map(({ name }) => name.length))
  report.results(
    manualPage,
    pages.map((page) => ({ ...page, text: null })),
    () => pages.map(({ name, about }) => `${name.padEnd(width)}  ${about}\n`).join(''),
  )
}

/** On a terminal as `man` shows it, or in a pager; elsewhere as text. */
async function show({ report, stdout, env }: CommandContext, page: ManualPage): Promise<void> {
  const [{ spawnSync }, { readFileSync }, { plainText }] = await Promise.all([
    import('node:child_process'),
    import('node:fs'),
    import('../manual/plain-text.ts'),
  ])
  const { file } = page
  // A name with a slash is a file for every `man`.
  if (stdout.isTerminal && spawnSync('man', [file], { stdio: 'inherit' }).status === 0) return
  const text = plainText(readFileSync(file, 'utf8'), Math.min(stdout.columns, 100))
  const pager = env.PAGER ?? 'less'
  const paged =
    stdout.isTerminal &&
    spawnSync(pager, { shell: true, input: text, stdio: ['pipe', 'inherit', 'inherit'] }).status === 0
  if (!paged) report.results(manualPage, [{ ...page, text }], () => text)
}
