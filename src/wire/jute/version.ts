/** The version of Apache ZooKeeper whose behaviour server and client have, as its tools and four-letter words print it. */
export const zooKeeperVersion = '3.8.3-6ad6d364c7c0bcf0de452d54ebefa3058098ab56, built on 2023-10-05 10:34 UTC'
