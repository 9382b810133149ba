#!/usr/bin/env node
require('../dist/kafka-configs.js')
