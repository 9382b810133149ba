#!/usr/bin/env node
require('../dist/kafka-server-stop.js')
