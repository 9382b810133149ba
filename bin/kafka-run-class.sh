#!/usr/bin/env node
require('../dist/kafka-run-class.js')
