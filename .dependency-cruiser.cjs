// The rooms of src/ in the order in which they may know each other (docs/architecture.md).
const allowed = {
  base: [],
  wire: ['base'],
  net: ['base', 'wire'],
  log: ['base', 'wire', 'net'],
  zookeeper: ['base', 'wire', 'net'],
  client: ['base', 'wire', 'net'],
  broker: ['base', 'wire', 'net', 'log', 'zookeeper', 'client'],
  lab: ['base', 'wire', 'net', 'log', 'zookeeper', 'client', 'broker'],
}
const rooms = Object.entries(allowed).map(([room, others]) => ({
  name: `${room}-knows-only-${others.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...others].join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'broker-meets-zookeeper-over-a-socket',
      severity: 'error',
      from: { path: '^src/broker/' },
      to: { path: '^src/zookeeper/(?!client/)' },
    },
    {
      name: 'wire-has-no-io',
      severity: 'error',
      from: { path: '^src/wire/' },
      to: { path: '^(node:)?(net|tls|fs|fs/promises|dgram|child_process|timers)$' },
    },
    {
      name: 'io-is-handed-in',
      severity: 'error',
      from: { path: '^src/(log|zookeeper|broker|client)/' },
      to: { path: '^(node:)?(net|tls|fs|fs/promises|dgram|child_process|timers|timers/promises)$' },
    },
    { name: 'the-product-stands-alone', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|\\.\\.)/' } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
