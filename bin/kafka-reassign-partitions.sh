#!/usr/bin/env node
require('../dist/kafka-reassign-partitions.js')
