#!/usr/bin/env node
require('../dist/kafka-cluster.js')
