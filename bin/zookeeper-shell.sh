#!/usr/bin/env node
require('../dist/zookeeper-shell.js')
