#!/usr/bin/env node
require('../dist/kafka-server-start.js')
