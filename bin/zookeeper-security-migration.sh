#!/usr/bin/env node
require('../dist/zookeeper-security-migration.js')
