#!/usr/bin/env node
require('../dist/kafka-replica-verification.js')
