#!/usr/bin/env node
require('../dist/kafka-verifiable-producer.js')
