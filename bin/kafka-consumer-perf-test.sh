#!/usr/bin/env node
require('../dist/kafka-consumer-perf-test.js')
