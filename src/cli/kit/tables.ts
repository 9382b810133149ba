/** What the build makes from the commands' tables. */
export { listOptions } from './describe.ts'
export { renderManPage } from './man-page.ts'
