/** The version of Apache Kafka whose behaviour all of this has, and which it tells when asked. */
export const kafkaVersion = '3.7.0'
/** Of Apache's source, where a tool tells it. */
export const kafkaCommit = '2ae524ed625438c5'
