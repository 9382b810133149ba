#!/usr/bin/env node
require('../dist/kafka-consumer-groups.js')
