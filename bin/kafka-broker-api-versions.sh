#!/usr/bin/env node
require('../dist/start.js').start('kafka-broker-api-versions')
