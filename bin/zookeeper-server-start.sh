#!/usr/bin/env node
require('../dist/zookeeper-server-start.js')
