import { once } from 'node:events';
import { createServer } from 'node:net';

/** The number of an event, however a shipper writes JSON. */
const SEQ = /"seq":\s*"?(-?\d+)/;

/** Milliseconds to wait for what should come. */
const PATIENCE = 120_000;

/** A receiver in this process, whose clock is the writer's. It notes when each number first came. */
export class Receiver {
  /** By number: monotonic milliseconds. @type {Map<number, number>} */
  arrivals = new Map();
  port = 0;
  /** @readonly */
  #server;

  static async start() {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    const address = receiver.#server.address();
    receiver.port = typeof address === 'object' && address ? address.port : 0;
    return receiver;
  }

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      let rest = '';
      socket.on('data', (chunk) => {
        const now = performance.now();
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) this.#note(Number(SEQ.exec(line)?.[1]), now);
      });
      socket.on('end', () => socket.end());
      socket.on('error', () => {});
    });
  }

  /** @param {() => boolean} reached */
  async until(reached) {
    const end = performance.now() + PATIENCE;
    while (!reached()) {
      if (performance.now() > end) throw new Error(`only ${this.arrivals.size} lines arrived`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop() {
    this.#server.close();
    await once(this.#server, 'close');
  }

  /**
   * @param {number} seq
   * @param {number} now
   */
  #note(seq, now) {
    if (!this.arrivals.has(seq)) this.arrivals.set(seq, now);
  }
}
