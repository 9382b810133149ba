#!/usr/bin/env node
require('../dist/connect-standalone.js')
