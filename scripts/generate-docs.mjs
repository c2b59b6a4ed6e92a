// Writes docs/settings.md from the option table, as it was built, and docs/performance.md from what was measured.
//
//   node scripts/generate-docs.mjs           writes
//   node scripts/generate-docs.mjs --check   fails if what is there is stale

import { settingsMarkdown } from '../dist/config/markdown.js';
import { performancePage } from './bench/page.mjs';
import { writeOrCheck } from './lib/generated.mjs';

writeOrCheck({ 'docs/settings.md': settingsMarkdown(), ...performancePage() });
