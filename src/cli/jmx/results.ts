import { long, map, number, result, string } from '../kit/schema/schema.ts'

export const beanReport = result('bean', 'A bean, at one moment.', {
  time: long('When, in milliseconds since 1970.'),
  name: string('Its object name.'),
  numbers: map(number('The value.'), 'Its attributes that are numbers; only those of --attributes, if given.'),
  texts: map(string('The value.'), 'Its attributes that are texts.'),
})

export const jmxResults = [beanReport]
