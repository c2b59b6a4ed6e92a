import type { UploadNotice } from '../ship/notices.js';

/**
 * Says notices on stderr as they come: errors alone where it is to be quiet.
 * @param before called before each, so that a line of progress can make room.
 */
export async function noticePrinter(
  { quiet = false }: { readonly quiet?: boolean },
  before: () => void,
): Promise<(notice: UploadNotice) => void> {
  const [{ sayNotice }, { report }] = await Promise.all([import('../ui/upload-notices.js'), import('../ui/report.js')]);
  return (notice) => {
    const isError = notice.kind === 'failed' || notice.kind === 'refused';
    const said = quiet && !isError ? undefined : sayNotice(notice);
    if (!said) return;
    before();
    report(said.message, said.next);
  };
}
