#!/usr/bin/env node
require('../dist/kafka-jmx.js')
