#!/usr/bin/env node
require('../dist/zkCli.js')
