import { isAbsolute, join } from 'node:path';
import { option } from '../option.js';
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
    commands: ['upload', 'tail', 'test-message', 'stats', 'reset', 'rejects'],
    help: 'Folder of checkpoints, statistics and rejects.',
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
