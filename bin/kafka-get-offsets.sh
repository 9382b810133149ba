#!/usr/bin/env node
require('../dist/kafka-get-offsets.js')
