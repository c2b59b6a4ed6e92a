import { onTestFinished, expect, it } from 'vitest';
import { SocketWriter } from '../../../src/sinks/logstash/socket-writer.js';
import { TcpWindow } from '../../../src/sinks/logstash/tcp-window.js';
import type { Peer } from '../../support/peers/peer.js';
import { startResettingPeer } from '../../support/peers/resetting.js';
import { startStallingPeer } from '../../support/peers/stalling.js';
import { dial } from '../../support/tcp-client.js';
import { batchOfBytes, until, whole } from './world.js';

async function windowTo<P extends Peer>(starting: Promise<P>) {
  const peer = await starting;
  onTestFinished(() => peer.close());
  const socket = await dial(peer.port);
  const writer = new SocketWriter(socket);
  const overs: boolean[] = [];
  const onOver = (confirmed: boolean) => overs.push(confirmed);
  return {
    peer,
    socket,
    overs,
    window: new TcpWindow({ socket, writer, target: 'tcp://peer', hasSpoken: () => false, confirm: true, onOver }),
  };
}

it('ends also where the peer stalls at so little that the socket lets its writer go on', async () => {
  const { peer, socket, window, overs } = await windowTo(startStallingPeer({ after: 0 }));
  const batch = batchOfBytes(5000);
  while (socket.writableLength === 0) await window.write(whole(batch));
  expect(socket.writableNeedDrain).toBe(false);
  const committed = window.commit();
  peer.goOn();
  await committed;
  await until(() => overs.length > 0);
  expect(overs).toEqual([true]);
});

it('fails only when its socket has let go of the bytes', async () => {
  const { socket, window, overs } = await windowTo(startResettingPeer({ after: 1 }));
  const closed: boolean[] = [];
  await window.write(whole(batchOfBytes(24 * 1024 * 1024))).catch(() => closed.push(socket.closed));
  await window.write(whole(batchOfBytes(1))).catch(() => closed.push(socket.closed));
  await window.commit().catch(() => closed.push(socket.closed));
  expect(closed).toEqual([true, true, true]);
  expect(overs).toEqual([false]);
});

it('is over when it is given up, and says so to who waits', async () => {
  const { window, overs } = await windowTo(startStallingPeer({ after: 0 }));
  const failure = window.write(whole(batchOfBytes(24 * 1024 * 1024))).catch((error: unknown) => error);
  window.abandon();
  window.abandon();
  expect(await failure).toMatchObject({ fault: 'broken', message: expect.stringContaining('given up') });
  expect(overs).toEqual([false]);
});
