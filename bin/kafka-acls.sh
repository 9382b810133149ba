#!/usr/bin/env node
require('../dist/kafka-acls.js')
