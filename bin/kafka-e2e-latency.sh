#!/usr/bin/env node
require('../dist/kafka-e2e-latency.js')
