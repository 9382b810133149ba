import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A page of the manual that came with the package. */
export interface ManualPage {
  readonly name: string
  readonly section: number
  readonly about: string
  readonly file: string
}

/** All pages, by section and name. The manual lies beside dist/, in which this code is when it runs. */
export function manualPages(): readonly ManualPage[] {
  return [1, 5].flatMap((section) => {
    const folder = path.resolve(__dirname, `../man/man${section}`)
    return readdirSync(folder)
      .sort()
      .map((file) => {
        const name = file.slice(0, -'.1'.length)
        return { name, section, about: aboutOf(path.join(folder, file)), file: path.join(folder, file) }
      })
  })
}

/** A page by its name, which may lack `kafka-` in front and have `.sh` behind. */
export function findPage(topic: string): ManualPage | undefined {
  const name = topic.replace(/\.sh$/, '')
  const pages = manualPages()
  return pages.find((page) => page.name === name) ?? pages.find((page) => page.name === `kafka-${name}`)
}

/** What stands behind the name, in the line below NAME. */
function aboutOf(file: string): string {
  const text = readFileSync(file, 'utf8')
  const line = /^\.SH NAME\n(.*)$/m.exec(text)?.[1] ?? ''
  return line.slice(line.indexOf(' \\- ') + ' \\- '.length).replaceAll('\\-', '-')
}
