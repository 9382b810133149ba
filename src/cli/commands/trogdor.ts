import { needsJvm } from '../needs-jvm/needs-jvm.ts'

export default needsJvm('trogdor')
