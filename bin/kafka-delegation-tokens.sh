#!/usr/bin/env node
require('../dist/kafka-delegation-tokens.js')
