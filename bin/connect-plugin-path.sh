#!/usr/bin/env node
require('../dist/connect-plugin-path.js')
