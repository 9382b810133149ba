import { expect, test } from 'vitest'
import { JaasError, parseJaas } from '../../src/base/jaas.ts'

test('reads sections, modules and options', () => {
  const text = `
    // servers
    Server {
      org.apache.zookeeper.server.auth.DigestLoginModule required
      user_super="admin\\"-secret" /* not this */
      user_bob=bobsecret;
    };
    // clients
    Client { a.B optional; c.D REQUIRED username="bob" password="x;y}" debug=true; };
    QuorumServer { };`
  const sections = parseJaas(text)
  expect([...sections.keys()]).toEqual(['Server', 'Client', 'QuorumServer'])
  expect(sections.get('Server')).toEqual([
    {
      name: 'org.apache.zookeeper.server.auth.DigestLoginModule',
      flag: 'required',
      options: new Map([
        ['user_super', 'admin"-secret'],
        ['user_bob', 'bobsecret'],
      ]),
    },
  ])
  expect(sections.get('Client')?.map(({ name, flag }) => [name, flag])).toEqual([
    ['a.B', 'optional'],
    ['c.D', 'required'],
  ])
  expect(sections.get('Client')?.[1]?.options.get('password')).toBe('x;y}')
})

test.each([
  ['Server {', /expected \[a word\], read \[end of file\]/],
  ['Server {\n a.B required\n user="x" }', /Line 3: expected \[a word\], found \[\}\]/],
  ['Server {\n a.B always;\n};', /Line 2: Invalid control flag, always/],
  ['Server { a.B required; }', /expected \[;\], read \[end of file\]/],
  ['A { }; A { };', /multiple entries for A/],
  ['A { x.Y required a "b"; };', /expected \[=\], found \[b\]/],
  ['A { x.Y required a="b };', /expected/],
])('says what is wrong with %j', (text, message) => {
  expect(() => parseJaas(text)).toThrow(message)
  expect(() => parseJaas(text)).toThrow(JaasError)
})
