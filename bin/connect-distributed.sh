#!/usr/bin/env node
require('../dist/connect-distributed.js')
