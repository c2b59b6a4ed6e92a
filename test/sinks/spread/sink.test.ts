import { describe, expect, it } from 'vitest';
import type { SinkFault } from '../../../src/model/errors.js';
import type { ProbeStep, SinkNotice } from '../../../src/model/sink.js';
import { SpreadSink } from '../../../src/sinks/spread/sink.js';
import { type Behaviour, FakeSink, fault, PATIENT, range, turn, World } from '../../deliver/world.js';
import { ManualClock } from '../../support/manual-clock.js';

type Behave = (window: number) => Behaviour;

const failing = (kind: SinkFault): Behaviour => ({
  begin() {
    throw fault(kind);
  },
});
const breaking: Behaviour = {
  commit() {
    throw fault('broken');
  },
};
const well: Behave = () => ({});

/** Hosts `a`, `b`, … with a behaviour each, and a delivery that knows them as one road. */
function worldOf(behaviours: readonly Behave[], { sticky = false, inFlight = 1, bytes = 3000, endless = false } = {}) {
  const clock = new ManualClock();
  const notices: SinkNotice[] = [];
  const hosts = behaviours.map((behave, index) => {
    const target = `fake://${String.fromCharCode(97 + index)}:1`;
    return new FakeSink(clock, behave, { target, inFlight, bytes });
  });
  const sink = new SpreadSink({ sinks: hosts, sticky, clock, onNotice: (notice) => notices.push(notice) });
  const world = new World(clock, [sink], { ...PATIENT, maxRetries: 3 }, endless);
  return { clock, notices, hosts, sink, world };
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

/** Ships ten events at a time, each time waiting for the receipts. */
async function shipTimes(world: World, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await world.ship(10);
}

describe('several hosts', () => {
  it('share the windows', async () => {
    const { hosts, world } = worldOf([well, well, well]);
    await shipTimes(world, 9);
    expect(hosts.map(({ windows }) => windows.length)).toEqual([3, 3, 3]);
    expect(sorted(hosts.flatMap(({ taken }) => taken))).toEqual(range(0, 90));
  });

  it('have one name, in whatever order they are listed', () => {
    const clock = new ManualClock();
    const of = (...names: string[]) => {
      const sinks = names.map((name) => new FakeSink(clock, well, { target: `tcp://${name}` }));
      return new SpreadSink({ sinks, sticky: false, clock, onNotice: () => {} }).target;
    };
    expect(of('b:1', 'a:2', '[::1]:3')).toBe('tcp://[::1]:3,a:2,b:1');
    expect(of('[::1]:3', 'b:1', 'a:2')).toBe(of('b:1', 'a:2', '[::1]:3'));
  });

  it('have as many windows under way as all of them take, in the memory of one', async () => {
    const { sink } = worldOf([well, failing.bind(null, 'refused'), well], { inFlight: 2, bytes: 3000 });
    expect(sink.limits).toMatchObject({ inFlight: 6, bytes: 1000 });
    for (let time = 0; time < 3; time++) await (await sink.begin()).commit();
    expect(sink.limits).toMatchObject({ inFlight: 4, bytes: 1000 });
    await sink.close();
  });

  it('do not wait for one that takes its time', async () => {
    let meanwhile = 0;
    const slow = async () => {
      await clock.sleep(60_000);
      meanwhile = hosts[1]!.taken.length;
    };
    const { clock, hosts, world } = worldOf([(window) => (window === 0 ? { commit: slow } : {}), well], { bytes: 300 });
    await world.ship(...Array<number>(40).fill(10));
    expect(meanwhile).toBeGreaterThan(300);
    expect(sorted(hosts.flatMap(({ taken }) => taken))).toEqual(range(0, 400));
  });
});

describe('a host that fails', () => {
  it.each([
    ['can not be reached', () => failing('refused')],
    ['breaks off at the end', () => breaking],
    [
      'breaks off in the middle',
      () => ({
        event: (event: number) => {
          if (event % 10 === 5) throw fault('broken');
        },
      }),
    ],
    ['is none that it says it is', () => failing('denied')],
  ] as [string, Behave][])('%s: its window goes to another at once', async (_how, behave) => {
    const { clock, hosts, world, notices } = worldOf([behave, well]);
    const started = clock.now();
    await shipTimes(world, 2);
    expect(clock.now()).toBe(started);
    expect(hosts[1]!.taken).toEqual(range(0, 20));
    expect(world.counts).toEqual({ delivered: 20, duplicates: 0 });
    expect(world.notices).toEqual([]);
    expect(notices.map(({ kind, target }) => [kind, target])).toEqual([['host-out', 'fake://a:1']]);
  });

  it('is left alone for longer and longer, asked first, and used again', async () => {
    let back = false;
    const { clock, hosts, world, notices } = worldOf([() => (back ? {} : failing('timeout')), well]);
    await world.ship(10);
    const [a] = hosts as [FakeSink];
    expect(a.tries).toHaveLength(1);
    // Asking is no try: the time that a host takes to be found missing is nobody's.
    for (let time = 0; time < 20; time++) {
      clock.advance(10_000);
      await turn();
      await world.ship(1);
    }
    expect(a.tries).toHaveLength(1);
    back = true;
    clock.advance(60_000);
    await turn();
    await shipTimes(world, 4);
    expect(a.windows).toHaveLength(2);
    expect(notices.map(({ kind }) => kind)).toEqual(['host-out', 'host-back']);
    expect(notices[1]).toMatchObject({ seconds: 260 });
  });

  it('is told once, even if it comes back only to break again', async () => {
    const { clock, world, hosts, notices } = worldOf([() => breaking, well]);
    for (let time = 0; time < 20; time++) {
      await world.ship(1);
      clock.advance(5000);
      await turn();
    }
    expect(hosts[0]!.tries.length).toBeGreaterThan(2);
    expect(hosts[0]!.tries.length).toBeLessThan(10);
    expect(notices.map(({ kind }) => kind)).toEqual(['host-out']);
    expect(hosts[1]!.taken).toEqual(range(0, 20));
  });
});

describe('hosts that all fail', () => {
  it('are one road that is given up behind its retries, with what is wrong with each', async () => {
    const { world, hosts } = worldOf([() => failing('refused'), () => failing('timeout')]);
    await expect(world.ship(3)).rejects.toMatchObject({
      fault: 'refused',
      target: 'fake://a:1,b:1',
      message: 'all 2 hosts fail: refused; timeout',
    });
    expect(hosts.map(({ tries }) => tries.length)).toEqual([4, 4]);
    expect(world.notices.map(({ kind }) => kind)).toEqual(['retrying', 'retrying', 'retrying']);
    expect(world.delivery.pending).toBe(3);
  });

  it('are not tried again where time mends none of them', async () => {
    const { world, hosts } = worldOf([() => failing('denied'), () => failing('denied')]);
    await expect(world.ship(3)).rejects.toMatchObject({ fault: 'denied' });
    expect(hosts.map(({ tries }) => tries.length)).toEqual([1, 1]);
  });

  it('are as good as those that are used when one is back', async () => {
    let back = false;
    const { clock, world, hosts } = worldOf([() => failing('refused'), () => (back ? {} : failing('refused'))]);
    const shipping = world.run(world.delivery.offer(world.batch(5)).then(() => world.delivery.flush()));
    await turn();
    clock.advance(2000);
    back = true;
    await shipping;
    expect(hosts[1]!.taken).toEqual(range(0, 5));
  });

  it('find the record that breaks every connection', async () => {
    const poison: Behave = () => ({
      event(event) {
        if (event === 7) throw fault('broken');
      },
    });
    const { world, hosts } = worldOf([poison, poison]);
    await world.ship(20, 20);
    expect(world.refused.map(({ n }) => n)).toEqual([7]);
    const arrived = new Set(hosts.flatMap(({ taken }) => taken));
    expect(sorted([...arrived])).toEqual(range(0, 40));
    expect(world.counts.delivered).toBe(39);
  });
});

describe('order', () => {
  it('stays with one host as long as it can be used', async () => {
    const { clock, world, hosts } = worldOf([(window) => (window === 2 ? breaking : {}), well, well], { sticky: true });
    await shipTimes(world, 2);
    expect(hosts.map(({ windows }) => windows.length)).toEqual([2, 0, 0]);
    await world.ship(10);
    clock.advance(60_000);
    await turn();
    await shipTimes(world, 3);
    expect(hosts.map(({ windows }) => windows.length)).toEqual([3, 4, 0]);
    expect(hosts[1]!.taken).toEqual(range(20, 60));
  });
});

describe('a probe', () => {
  const step = (detail: string): ProbeStep => ({ name: 'connect', detail, milliseconds: 1 });

  it('is content with one host, and tells the steps of each', async () => {
    const { sink, hosts } = worldOf([well, () => failing('refused'), well]);
    for (const host of hosts) {
      const probe = host.probe.bind(host);
      host.probe = async (onStep?: (told: ProbeStep) => void) => {
        onStep?.(step(host.target));
        await turn();
        onStep?.(step(host.target));
        await probe();
      };
    }
    const told: string[] = [];
    await sink.probe(({ detail }) => told.push(detail));
    expect(told).toEqual(['fake://a:1', 'fake://a:1', 'fake://c:1', 'fake://c:1']);
  });

  it('fails where all do', async () => {
    const { sink } = worldOf([() => failing('refused'), () => failing('timeout')]);
    await expect(sink.probe()).rejects.toMatchObject({ target: 'fake://a:1,b:1' });
  });
});

describe('an end', () => {
  it('abandons the window on the host that it is on, and closes all', async () => {
    const { world, hosts } = worldOf([() => ({ commit: () => new Promise<void>(() => {}) }), well]);
    await world.delivery.offer(world.batch(5));
    const flushed = world.delivery.flush();
    await turn();
    world.delivery.fail(new Error('enough'));
    await expect(flushed).rejects.toThrow('enough');
    await world.delivery.close();
    expect(hosts.map(({ abandoned, closed }) => [abandoned, closed])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(hosts[1]!.taken).toEqual([]);
  });

  it('leaves no timer behind', async () => {
    const { clock, sink } = worldOf([() => failing('refused'), well]);
    await (await sink.begin()).commit();
    await sink.close();
    expect(clock.advanceToNext()).toBe(false);
  });
});
