#!/usr/bin/env node
require('../dist/kafka-producer-perf-test.js')
