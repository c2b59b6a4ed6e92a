import { isAbsolute, join } from 'node:path';
import { option } from '../option.js';
import { size } from '../values/sizes.js';
import { path, text } from '../values/texts.js';

/** What logship remembers between runs. */
export const stateOptions = {
  stateDir: option({
    type: path('folder'),
    default: '~/.local/state/logship',
    computeDefault({ env, home }) {
      const base = env['XDG_STATE_HOME'];
      return join(base && isAbsolute(base) ? base : join(home, '.local', 'state'), 'logship');
    },
    defaultText: '$XDG_STATE_HOME/logship, else ~/.local/state/logship',
    env: 'LOGSHIP_STATE_DIR',
    flag: '--state-dir <folder>',
    commands: ['upload', 'tail', 'test-message', 'stats', 'reset', 'rejects', 'replay'],
    help: 'Folder of checkpoints, statistics and rejects.',
  }),
  rejectsLimit: option({
    type: size(0, Infinity),
    default: 1024 * 1024 * 1024,
    env: 'LOGSHIP_REJECTS_LIMIT',
    help: 'How large all files of rejects may grow together; reading stops when they are full. 0 means no limit.',
  }),
  sourceId: option({
    type: text,
    default: undefined,
    defaultText: 'id of the machine; random for stdin',
    env: 'LOGSHIP_SOURCE_ID',
    flag: '--source-id <id>',
    commands: ['upload', 'tail'],
    help: 'Names where the records come from, so that a second run gives them the same ids.',
  }),
};
