#!/usr/bin/env node
require('../dist/kafka-dump-log.js')
