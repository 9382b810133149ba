import { boolean, message, string, type TypeOf } from '../schema/index.ts'

export const DefaultPrincipalData = message(
  'DefaultPrincipalData',
  { versions: '0', flexible: '0+' },
  {
    type: string(),
    name: string(),
    tokenAuthenticated: boolean(),
  },
)
export type DefaultPrincipalData = TypeOf<typeof DefaultPrincipalData>
