#!/usr/bin/env node
require('../dist/kafka-client-metrics.js')
