import { type Finding, fault, fine } from './finding.ts'

/** As in package.json ("engines"). */
const leastNode = [20, 19] as const

export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = leastNode
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return fine('Node.js', `it is ${version}`)
  return fault('Node.js', `it is ${version}, which is too old`, `install ${leastNode.join('.')} or newer`)
}
