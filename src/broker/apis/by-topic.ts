/** Groups what is known per partition as answers do it: by topic, in order of first mention. */
export function byTopic<T extends { readonly topic: string }>(rows: Iterable<T>): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.topic)
    if (group === undefined) groups.set(row.topic, [row])
    else group.push(row)
  }
  return groups
}
