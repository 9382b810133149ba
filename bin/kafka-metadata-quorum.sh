#!/usr/bin/env node
require('../dist/kafka-metadata-quorum.js')
