import { describe, expect, it } from 'vitest';
import { settingsMarkdown } from '../../src/config/markdown.js';
import { optionGroups, options, settingKeys } from '../../src/config/options.js';

describe('the page of settings', () => {
  const page = settingsMarkdown();

  it('has one row for each setting', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
    expect(rows).toHaveLength(settingKeys.length);
    expect(new Set(rows)).toEqual(new Set(settingKeys));
  });

  it('shows variable, flag, default and meaning', () => {
    expect(page).toContain('| `logstashHost` | `LOGSTASH_HOST` | `--host <name>` | logstash | Name or address');
  });

  it('leaves no angle bracket that would be taken for HTML', () => {
    expect(page.replaceAll(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)</);
  });

  it('keeps to five columns', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.filter((line) => line.split('|').length !== 7)).toEqual([]);
  });

  it('shows every group of the table', () => {
    const grouped = optionGroups.flatMap(({ options: group }) => Object.keys(group));
    expect(grouped).toEqual(Object.keys(options));
    expect(page.match(/^## .+$/gm)).toEqual(optionGroups.map(({ title }) => `## ${title}`));
  });
});
