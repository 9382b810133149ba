#!/usr/bin/env node
require('../dist/kafka-broker-api-versions.js')
