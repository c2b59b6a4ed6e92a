import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';

/** Bulk requests under way at once, as logship has them. */
const UNDER_WAY = 2;

/** Writes to a TCP peer, waits while it is slow, and at the end until it has read everything. */
export class TcpTarget {
  /** @param {number} port */
  constructor(port) {
    this.socket = net.connect(port, '127.0.0.1').resume();
  }

  /** @param {string} text */
  async write(text) {
    if (!this.socket.write(text)) await once(this.socket, 'drain');
  }

  async end() {
    const closed = once(this.socket, 'close');
    this.socket.end();
    await closed;
  }
}

/** Posts bulk bodies; each answer is parsed and looked into. */
export class BulkTarget {
  /** @readonly */
  #agent = new http.Agent({ keepAlive: true });
  /** @readonly */
  #port;
  /**
   * @readonly
   * @type {Set<Promise<void>>}
   */
  #pending = new Set();

  /** @param {number} port */
  constructor(port) {
    this.#port = port;
  }

  /** @param {string | Buffer} body */
  async write(body) {
    if (this.#pending.size >= UNDER_WAY) await Promise.race(this.#pending);
    const posted = this.#post(body).finally(() => this.#pending.delete(posted));
    this.#pending.add(posted);
  }

  async end() {
    await Promise.all(this.#pending);
    this.#agent.destroy();
  }

  /** @param {string | Buffer} body */
  async #post(body) {
    const request = http.request({
      agent: this.#agent,
      host: '127.0.0.1',
      port: this.#port,
      method: 'POST',
      path: '/_bulk?filter_path=errors,items.*.status,items.*.error',
      headers: { 'content-type': 'application/x-ndjson', 'content-length': Buffer.byteLength(body) },
    });
    request.end(body);
    const [response] = await once(request, 'response');
    let answer = '';
    for await (const chunk of response.setEncoding('utf8')) answer += chunk;
    if (JSON.parse(answer).errors !== false) throw new Error(`not taken: ${answer.slice(0, 500)}`);
  }
}

/** Writes to a file. */
export class FileTarget {
  /** @readonly */
  #file;

  /** @param {string} path */
  constructor(path) {
    this.#file = fs.openSync(path, 'w');
  }

  /** @param {string} text */
  async write(text) {
    fs.writeSync(this.#file, text);
  }

  async end() {
    fs.closeSync(this.#file);
  }
}
