import { body, entry, heading, page, paragraphs } from '../kit/roff.ts'
import { brokerSections } from './broker-settings.ts'
import { adminProperties, commonProperties, consumerProperties, producerProperties } from './client-properties.ts'
import type { DocumentedSetting, DocumentedSettings } from './documented-setting.ts'
import { saslProperties, securityProperties, tlsProperties } from './security-properties.ts'
import { topicSettings } from './topic-settings.ts'
import { zooKeeperSections } from './zookeeper-settings.ts'

interface SettingsPage {
  readonly about: string
  readonly description: string
  readonly sections: Readonly<Record<string, DocumentedSettings>>
  readonly seeAlso: string
}

const pages: Readonly<Record<string, SettingsPage>> = {
  'server.properties': {
    about: 'the settings of a Kafka broker',
    description:
      "The file that kafka-server-start is given has lines name=value, as all Java properties. Every setting of Kafka 3.7 is known, checked and shown; what is said to be without effect here changes nothing in kafkabox's broker, but does in Apache's.\n\nThose that can be changed while brokers run are changed by kafka-configs, and are then kept in ZooKeeper: a broker's own value wins over that for all brokers, and both over the file. A setting behind listener.name.NAME. is for one listener.",
    sections: brokerSections,
    seeAlso: 'kafka-server-start(1), kafka-configs(1), kafka-topic-configs(5)',
  },
  'kafka-topic-configs': {
    about: 'the settings of a topic',
    description:
      "They are given with kafka-topics --create --config name=value, or later with kafka-configs --alter --topic NAME --add-config name=value. What a topic does not say itself is the broker's default.",
    sections: { Settings: topicSettings },
    seeAlso: 'kafka-topics(1), kafka-configs(1), server.properties(5)',
  },
  'kafka-client-properties': {
    about: 'the settings of producers, consumers and administrating clients',
    description:
      'Files of these have lines name=value, as all Java properties; options such as --command-config, --producer.config and --consumer.config name them, and --producer-property and --consumer-property take one setting each, which wins over the file. Times are milliseconds.',
    sections: {
      'All clients': commonProperties,
      'Administrating clients': adminProperties,
      Producers: producerProperties,
      Consumers: consumerProperties,
      Security: securityProperties,
      TLS: tlsProperties,
      SASL: saslProperties,
    },
    seeAlso: 'kafka-console-producer(1), kafka-console-consumer(1), kafka-topics(1)',
  },
  'zookeeper.properties': {
    about: 'the settings of a ZooKeeper server',
    description:
      'The file that zookeeper-server-start is given, and zkServer.sh under the name zoo.cfg, has lines name=value. A name may also be written with zookeeper. in front, and be given as a system property of that name in SERVER_JVMFLAGS. What ZooKeeper 3.8 knows besides, and this server does not need, is told in a line when it starts.',
    sections: zooKeeperSections,
    seeAlso: 'zookeeper-server-start(1), zkServer(1)',
  },
}

/** Other names of pages. */
const aliases: readonly (readonly [alias: string, name: string])[] = [['zoo.cfg', 'zookeeper.properties']]

/** Section 5 of the manual, by the names of its files. */
export function settingsPages(): Readonly<Record<string, string>> {
  const names = [...Object.keys(pages).map((name) => [name, name] as const), ...aliases]
  return Object.fromEntries(
    names.flatMap(([shown, name]) => {
      const given = pages[name]
      return given === undefined ? [] : [[`${shown}.5`, render(shown, given)]]
    }),
  )
}

function render(name: string, { about, description, sections, seeAlso }: SettingsPage): string {
  return page(name, 5, about, [
    heading('DESCRIPTION', paragraphs(description)),
    ...Object.entries(sections).map(([title, settings]) =>
      heading(
        title.toUpperCase(),
        Object.entries(settings).flatMap(([setting, documented]) => settingEntry(setting, documented)),
      ),
    ),
    heading('SEE ALSO', body(seeAlso)),
  ])
}

function settingEntry(name: string, setting: DocumentedSetting): string[] {
  return entry(name, ...body(setting.description), '.br', ...body(facts(setting)))
}

function facts({ type, default: fallback, accepts, words, notes = [] }: DocumentedSetting): string {
  return [
    type,
    ...(fallback === undefined ? [] : [`default ${fallback === '' ? 'empty' : fallback}`]),
    ...((accepts ?? words) ? [accepts ?? words?.join(', ')] : []),
    ...notes,
  ].join('; ')
}
