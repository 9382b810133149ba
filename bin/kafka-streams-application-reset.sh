#!/usr/bin/env node
require('../dist/kafka-streams-application-reset.js')
