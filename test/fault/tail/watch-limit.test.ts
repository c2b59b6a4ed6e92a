import { rename, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { line, tailWorld } from '../../cli/tail-world.js';
import { describeWith, type Requirement } from '../../servers/requirements.js';
import { runs } from '../../servers/runs.js';

/** A user namespace has limits of its own, which its root may lower: those of the machine stay as they are. */
const OWN = ['unshare', '--user', '--map-root-user'] as const;

function requireNamespaces(): Requirement<readonly string[]> {
  if (runs(OWN[0], ...OWN.slice(1), 'test', '-w', '/proc/sys/user/max_inotify_watches')) return { found: OWN };
  return { missing: 'needs Linux, and the right to make user namespaces' };
}

/** Milliseconds from one look to the next where nothing is told: who only waits for that is not done by then. */
const SLOW_LOOK = 10_000;

describeWith(requireNamespaces(), 'where the system does not let it watch', (own) => {
  test.each([
    ['max_inotify_watches', 'ENOSPC'],
    ['max_inotify_instances', 'EMFILE'],
  ])('(%s) it says so once, looks by itself, and all lines arrive', async (limit, code) => {
    const { write, path, append, tailWith, arrived, peer } = await tailWorld();
    const through = [...own, 'sh', '-c', `echo 0 > /proc/sys/user/${limit} && exec "$@"`, 'sh'];
    await write('a.log', line(0));
    const running = tailWith({ through })('a.log', 'later/*.log', '--from', 'start');
    await running.said(`the system does not let us watch (${code}`);
    await arrived([0]);
    const start = performance.now();
    await append('a.log', line(1));
    await arrived([0, 1]);
    await append('a.log', line(2));
    await rename(path('a.log'), path('a.log.1'));
    await writeFile(path('a.log'), line(3));
    await arrived([0, 1, 2, 3]);
    expect(performance.now() - start).toBeLessThan(SLOW_LOOK);
    const { stderr } = await running.stop();
    expect(stderr.split('the system does not let us watch').length - 1).toBe(1);
    expect(stderr).toContain('looking every 250 ms instead');
    expect(peer.events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
  });
});
