import { once } from 'node:events';
import net from 'node:net';

/**
 * How a wire breaks. reset: by RST on both sides; cut: our end is told that there is no more (FIN), in the middle of
 * whatever it was; half: of the next answer only half comes through, then there is no more.
 * @typedef {'reset' | 'cut' | 'half'} Break
 *
 * @typedef {object} Wire
 * @property {number} port
 * @property {() => number} broken how often it broke
 * @property {() => Promise<void>} close
 */

/**
 * Starts a wire to a port of this machine that passes on everything as it is, each FIN where it belongs, until it breaks.
 * @param {number} target
 * @param {{ how: Break, after: number, times: number, redirect?: ((answer: Buffer, port: number) => Buffer) | undefined }}
 *   options breaks when a connection has carried so many bytes to the peer, so many times in all
 * @returns {Promise<Wire>}
 */
export async function startWire(target, { how, after, times, redirect = (answer) => answer }) {
  let broken = 0;
  let port = 0;
  /** @type {Set<net.Socket>} */
  const sockets = new Set();

  const server = net.createServer({ allowHalfOpen: true }, (near) => {
    const far = net.connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const [socket, other] of /** @type {const} */ ([
      [near, far],
      [far, near],
    ])) {
      sockets.add(socket);
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        sockets.delete(socket);
        if (!socket.readableEnded) other.destroy();
      });
    }
    let carried = 0;
    let over = false;
    const snap = () => {
      over = true;
      broken++;
      if (how === 'reset') near.resetAndDestroy();
      else near.end(() => near.destroySoon());
      far.resetAndDestroy();
    };
    const due = () => !over && carried >= after && broken < times;
    near.on('data', (chunk) => {
      if (over) return;
      carried += chunk.length;
      if (due() && how !== 'half') return snap();
      if (!far.write(chunk)) near.pause();
    });
    far.on('data', (chunk) => {
      if (over) return;
      const answer = redirect(chunk, port);
      const half = due() && how === 'half';
      if (!near.write(half ? answer.subarray(0, answer.length >> 1) : answer)) far.pause();
      if (half) snap();
    });
    far.on('drain', () => near.resume());
    near.on('drain', () => far.resume());
    near.on('end', () => far.end());
    far.on('end', () => near.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  return {
    port,
    broken: () => broken,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
