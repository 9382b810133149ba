/** Properties that no server can be made of, in Kafka's words and with the Java exception that stands for them. */
export class ConfigFault extends Error {
  readonly className: string

  constructor(className: string, message: string, cause?: ConfigFault) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ConfigFault'
    this.className = className
  }
}

export const configException = (message: string): ConfigFault =>
  new ConfigFault('org.apache.kafka.common.config.ConfigException', message)

export const kafkaException = (message: string): ConfigFault =>
  new ConfigFault('org.apache.kafka.common.KafkaException', message)

export const illegalArgument = (message: string, cause?: ConfigFault): ConfigFault =>
  new ConfigFault('java.lang.IllegalArgumentException', message, cause)

/** What Scala's `require` throws. */
export const unmet = (requirement: string): ConfigFault => illegalArgument(`requirement failed: ${requirement}`)
