#!/usr/bin/env node
require('../dist/start.js').start('kafka-get-offsets')
