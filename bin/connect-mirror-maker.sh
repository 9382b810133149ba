#!/usr/bin/env node
require('../dist/connect-mirror-maker.js')
