#!/usr/bin/env node
require('../dist/kafka-storage.js')
