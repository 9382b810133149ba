#!/usr/bin/env node
require('../dist/kafka-mirror-maker.js')
