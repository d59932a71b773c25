#!/usr/bin/env node
console.log('gw');
