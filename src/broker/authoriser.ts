import type { Permission, RequestContext } from './apis/api.ts'

/** Decides who may do what. Without `authorizer.class.name` everybody may do everything. */
export interface Authoriser {
  /** False: ACL APIs answer SECURITY_DISABLED. */
  readonly enabled: boolean
  allows(context: RequestContext, permission: Permission): boolean
}

export const allowEverything: Authoriser = { enabled: false, allows: () => true }
