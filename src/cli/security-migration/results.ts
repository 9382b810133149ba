import { boolean, result, string } from '../kit/schema/schema.ts'

export const changedZnode = result('znode-access', 'A znode whose access list was set.', {
  path: string('Its path, below the chroot.'),
  secured: boolean('Only the one who is logged in may change it now; false: everybody may.'),
})

export const migrationResults = [changedZnode]
