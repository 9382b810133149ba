#!/usr/bin/env node
require('../dist/zkSnapShotToolkit.js')
