#!/usr/bin/env node
require('../dist/trogdor.js')
