import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatProperties, parseProperties } from '../../src/base/properties.ts'

const parsed = (text: string) => Object.fromEntries(parseProperties(text))

describe('.properties', () => {
  it('reads what Java reads', () => {
    const text = [
      '# a comment',
      '  ! another, indented',
      'plain=value',
      '  spaced  =  value with spaces at its end  ',
      'colon: value',
      'blank value',
      'flag',
      'empty=',
      'joined=one,\\',
      '    two,\\',
      '\tthree',
      'even=back\\\\',
      'escaped\\ key\\==tab\\tnewline\\n\\u00e9\\q',
      'twice=first',
      'twice=second',
      '# a comment is not joined \\',
      'last=C:\\\\dir',
    ].join('\r\n')
    expect(parsed(text)).toEqual({
      plain: 'value',
      spaced: 'value with spaces at its end  ',
      colon: 'value',
      blank: 'value',
      flag: '',
      empty: '',
      joined: 'one,two,three',
      even: 'back\\',
      'escaped key=': 'tab\tnewline\néq',
      twice: 'second',
      last: 'C:\\dir',
    })
    expect(() => parsed('bad=\\u12')).toThrow('Malformed \\uxxxx encoding.')
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' })),
        (pairs) => {
          expect(parseProperties(formatProperties(Object.entries(pairs), ['a comment']))).toEqual(
            new Map(Object.entries(pairs)),
          )
        },
      ),
    )
  })
})
