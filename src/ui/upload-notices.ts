import type { UploadNotice } from '../ship/notices.js';
import { showCountOf, showSeconds } from './numbers.js';

/** A notice in words: what happened, and what to do about it where there is something to do. */
export interface Said {
  readonly message: string;
  readonly next: readonly string[];
}

/** Puts a notice of an upload into words; undefined for what the summary says anyway. */
export function sayNotice(notice: UploadNotice): Said | undefined {
  switch (notice.kind) {
    case 'retrying': {
      const when = notice.milliseconds === 0 ? 'at once' : `in ${showSeconds(notice.milliseconds / 1000)}`;
      return say(`${notice.reason}; trying again ${when}`);
    }
    case 'fallback':
      return say(`${notice.from} stays away (${notice.reason}); falling back to ${notice.to}`);
    case 'returned':
      return say(`${notice.to} answers again; going back to it`);
    case 'away':
      return say(
        `${notice.targets.join(' and ')} ${notice.targets.length > 1 ? 'stay' : 'stays'} away (${notice.reason}); ` +
          'keeping the place in the files, and trying again until somebody is back',
      );
    case 'back':
      return say(`${notice.target} is back after ${showSeconds(notice.seconds)}`);
    case 'stalled':
      return say(
        `${notice.target} has taken nothing for ${notice.seconds} s; waiting, since sending again would double events`,
        'Is its output slow or blocked? Ctrl-C stops, and the next run goes on there; --deadline bounds a run.',
        'A peer that never closes connections needs LOGSTASH_CONFIRM=never.',
      );
    case 'resumed':
      return say(`${notice.target} goes on after ${notice.seconds} s`);
    case 'host-out':
      return say(`${notice.target} is left out for now (${notice.reason})`);
    case 'host-back':
      return say(`${notice.target} takes events again, after ${showSeconds(notice.seconds)}`);
    case 'refused':
    case 'failed':
      return { message: notice.error.message, next: notice.error.next };
    case 'rejected':
      return say(`${notice.path}:${notice.line}:${notice.column}: rejected: ${notice.reason}`);
    case 'resumed-at':
      return say(
        `${notice.path}: ${showCountOf(notice.skipped, 'record')} acknowledged before; going on at line ${notice.line}`,
      );
    case 'up-to-date':
      return undefined;
    case 'moved':
      return say(`${notice.path} is what was ${notice.from}: it goes on where that one was`);
    case 'nameless':
      return say(
        'standard input has no name of its own: if this is run again, everything is sent again under new ids',
        'With --source-id NAME the ids stay the same, and a target that knows them drops the duplicates.',
      );
    case 'stuck':
      return { message: `${notice.error.message}; nothing more is read until there is room`, next: notice.error.next };
    case 'freed':
      return say('rejected records are kept again; going on');
    case 'untagged':
      return say(`${notice.path}: ${showCountOf(notice.events, 'event')} with tags that are no list: left as they are`);
    case 'set-aside':
      return say(`${notice.path} could not be understood (${notice.reason}); it was moved to ${notice.movedTo}`);
    case 'unsaved':
      return say(`${notice.reason}; trying again`);
    case 'shrunk':
      return say(`${notice.path} lost bytes that were shipped already; the next run looks at it afresh`);
  }
}

function say(message: string, ...next: string[]): Said {
  return { message, next };
}
