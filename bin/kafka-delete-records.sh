#!/usr/bin/env node
require('../dist/kafka-delete-records.js')
