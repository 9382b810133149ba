#!/usr/bin/env node
require('../dist/kafka-console-producer.js')
