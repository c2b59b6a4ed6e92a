// Writes completions/ from the command line and the option table, as they were built.
//
//   node scripts/generate-completions.mjs           writes
//   node scripts/generate-completions.mjs --check   fails if what is there is stale

import { bash } from './lib/completions/bash.mjs';
import { commandTable } from './lib/completions/command-table.mjs';
import { fish } from './lib/completions/fish.mjs';
import { powershell } from './lib/completions/powershell.mjs';
import { zsh } from './lib/completions/zsh.mjs';
import { writeOrCheck } from './lib/generated.mjs';

const table = commandTable();
writeOrCheck({
  'completions/logship.bash': bash(table),
  'completions/logship.zsh': zsh(table),
  'completions/logship.fish': fish(table),
  'completions/logship.ps1': powershell(table),
});
