/** An IPv6 address as Java prints it, with all its eight groups: `0:0:0:0:0:0:0:1`. Anything else as it is. */
export function javaHost(host: string): string {
  if (!host.includes(':')) return host
  const [head = '', tail] = host.replace(/%.*$/, '').split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [front, back] = [groups(head), groups(tail ?? '')]
  const between = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0')
  return [...front, ...between, ...back].map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')
}

/** Java's `InetSocketAddress` as it prints itself: `localhost/127.0.0.1:9092`, `/[0:0:0:0:0:0:0:1]:9092`. */
export function javaSocketAddress(host: string, address: string, port: number): string {
  const shown = address.includes(':') ? `[${javaHost(address)}]` : address
  return `${host === address ? '' : host}/${shown}:${port}`
}
