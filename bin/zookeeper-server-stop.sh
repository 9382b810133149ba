#!/usr/bin/env node
require('../dist/zookeeper-server-stop.js')
