import type { OnStateNotice } from '../state/notices.js';

/** Says on stderr what the state room tells, or nothing. */
export async function stateReporter(quiet: boolean): Promise<OnStateNotice> {
  if (quiet) return () => {};
  const [{ sayNotice }, { report }] = await Promise.all([import('../ui/upload-notices.js'), import('../ui/report.js')]);
  return (notice) => {
    const said = sayNotice(notice);
    if (said) report(said.message, said.next);
  };
}
