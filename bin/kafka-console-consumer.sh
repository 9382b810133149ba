#!/usr/bin/env node
require('../dist/kafka-console-consumer.js')
