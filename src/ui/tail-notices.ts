import { showBytes } from '../kit/show-bytes.js';
import type { TailNotice } from '../ship/tail/notices.js';
import { type Said, sayNotice } from './upload-notices.js';

/** Puts a notice of a tail into words; undefined for what needs none. */
export function sayTailNotice(notice: TailNotice): Said | undefined {
  switch (notice.kind) {
    case 'awaited':
      return say(`${notice.path} does not exist yet; waiting for it`);
    case 'absent':
      return say(`${notice.path} does not exist`, 'There is nothing to ship of it. Is it the right path?');
    case 'truncated':
      return say(`${notice.path} was truncated before it was read to its end: ${showBytes(notice.bytes)} are lost`);
    case 'gone':
      return say(
        `${notice.path} was deleted before it was read to its end: ${showBytes(notice.bytes)} are lost`,
        'Follow more files at once, so that they stay open: LOGSHIP_MAX_OPEN_FILES',
      );
    case 'hole':
      return say(`${notice.path} begins with ${showBytes(notice.bytes)} of NUL bytes, which are skipped`);
    case 'polling':
      return say(
        `the system does not let us watch (${notice.reason}); looking every ${notice.milliseconds} ms instead`,
        'On Linux: raise fs.inotify.max_user_watches or max_user_instances with sysctl.',
      );
    case 'caught-up':
      return say(`${notice.from} was ${notice.path} while nobody followed it: it goes first`);
    case 'shrunk':
      // The next look finds out what became of the file, and tells.
      return undefined;
    default:
      return sayNotice(notice);
  }
}

function say(message: string, ...next: string[]): Said {
  return { message, next };
}
