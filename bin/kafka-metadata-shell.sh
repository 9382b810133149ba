#!/usr/bin/env node
require('../dist/kafka-metadata-shell.js')
