#!/usr/bin/env node
require('../dist/kafka-transactions.js')
