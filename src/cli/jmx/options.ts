import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const jmxOptions = {
  'object-name': {
    argument: 'name',
    description:
      'The bean to print; * and ? may stand in it, and the option may be given several times. All beans without it.',
  },
  attributes: {
    argument: 'name',
    separator: ',',
    description: 'Print these attributes only, separated by commas.',
  },
  'reporting-interval': {
    argument: 'ms',
    type: 'integer',
    default: 2000,
    description: 'Milliseconds from one report to the next; -1 for only one.',
  },
  'one-time': {
    argument: 'one-time',
    type: 'boolean',
    optional: true,
    default: 'false',
    description: 'Report only once.',
  },
  'date-format': {
    argument: 'format',
    description:
      "How the time is printed, as a pattern of Java's SimpleDateFormat; milliseconds since 1970 without it.",
  },
  'jmx-url': {
    argument: 'service-url',
    takes: ['service:jmx:rmi:///jndi/rmi://:9999/jmxrmi'],
    default: 'service:jmx:rmi:///jndi/rmi://:9999/jmxrmi',
    description: 'Where the broker is: host and port of its JMX_PORT, written as the URL of a JVM.',
  },
  'report-format': {
    argument: 'report-format',
    takes: ['original', 'properties', 'csv', 'tsv'],
    default: 'original',
    description: 'How it is printed: original, properties, csv or tsv.',
  },
  'jmx-auth-prop': {
    argument: 'jmx-auth-prop',
    description: 'For the password of a JVM; our broker has none, and it is refused.',
  },
  'jmx-ssl-enable': {
    argument: 'ssl-enable',
    type: 'boolean',
    default: 'false',
    description: 'For a JVM with TLS; our broker has none there, and it is refused.',
  },
  wait: { description: 'Wait up to ten seconds until the broker and the beans are there.' },
  ...helpAndVersion,
} as const satisfies OptionTable

export type JmxOptions = OptionSet<typeof jmxOptions>
