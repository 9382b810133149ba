/** Puts a bug into the product; the result takes it out again. */
export type Plant = () => () => void

/** Puts another method in the place of a class's own. */
export function replace<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  make: (original: T[K]) => T[K],
): () => void {
  const original = prototype[name]
  prototype[name] = make(original)
  return () => {
    prototype[name] = original
  }
}
