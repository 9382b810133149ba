/** What the build makes from the commands' tables. */
export { describeCommand } from './describe.ts'
export { renderManPage } from './man-page.ts'
export { renderJsonReference } from './schema/reference.ts'
