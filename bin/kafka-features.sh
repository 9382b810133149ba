#!/usr/bin/env node
require('../dist/kafka-features.js')
