import { javaDouble } from '../../../base/java-double.ts'

/** As Java's Float.toString writes it: the shortest decimal that is this float, printed as a double is. */
export function javaFloat(value: number): string {
  for (let digits = 1; digits <= 9 && Number.isFinite(value); digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return javaDouble(candidate)
  }
  return javaDouble(value)
}
