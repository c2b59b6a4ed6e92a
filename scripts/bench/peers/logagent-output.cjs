'use strict';

// An output for logagent, which has none for TCP of its own: JSON lines, with the fields that the other shippers add.

const net = require('node:net');

/**
 * @param {{ port: number, added: object }} config
 * @param {import('node:events').EventEmitter} events
 */
function Output(config, events) {
  this.config = config;
  this.events = events;
}

Output.prototype.start = function () {
  const socket = net.connect(this.config.port, '127.0.0.1').resume();
  this.events.on('data.parsed', (event) => socket.write(JSON.stringify({ ...event, ...this.config.added }) + '\n'));
};

/** @param {() => void} done */
Output.prototype.stop = (done) => done();

module.exports = Output;
