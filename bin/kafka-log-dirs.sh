#!/usr/bin/env node
require('../dist/kafka-log-dirs.js')
