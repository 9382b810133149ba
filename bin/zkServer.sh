#!/usr/bin/env node
require('../dist/zkServer.js')
