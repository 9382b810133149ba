#!/usr/bin/env node
require('../dist/kafka-verifiable-consumer.js')
