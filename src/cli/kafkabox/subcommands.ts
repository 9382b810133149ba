import { complete, completion } from './completion.ts'
import { docker } from './docker.ts'
import { doctor } from './doctor.ts'
import { help } from './help.ts'
import { profile } from './profile.ts'
import { serverVerbs, status } from './server-verbs.ts'
import { services } from './services.ts'
import { brew, shell } from './shell.ts'
import type { Subcommand } from './subcommand.ts'
import { up } from './up.ts'

export const subcommands: readonly Subcommand[] = [
  up,
  services,
  status,
  ...serverVerbs,
  shell,
  brew,
  docker,
  doctor,
  profile,
  help,
  completion,
  complete,
]
