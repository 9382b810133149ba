#!/usr/bin/env node
require('../dist/kafka-leader-election.js')
