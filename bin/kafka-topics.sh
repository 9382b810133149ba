#!/usr/bin/env node
require('../dist/kafka-topics.js')
