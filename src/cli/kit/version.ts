/** The version of Apache Kafka whose behaviour the tools have. */
export const kafkaVersion = '3.7.0'
