#!/usr/bin/env node
require('../dist/zkTxnLogToolkit.js')
