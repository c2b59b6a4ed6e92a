import { defaultText, optionGroups, options } from './options.js';
import type { SettingKey } from './options.js';

const INTRODUCTION = `# Settings

A setting comes from the first of these places that names it:

1. a flag of the command
2. an environment variable (an empty one counts as not set)
3. \`.env\` in the working folder
4. a file of the project: \`.logshiprc\`, \`.logshiprc.{json,yaml,yml}\`, \`logship.config.{json,yaml,yml}\`, or the key
   \`logship\` in \`package.json\`; in the working folder, then in its parents up to the root of the project (the
   folder with \`package.json\` or \`.git\`) or the home folder. \`--config <file>\` names another file in its place;
   only then may it be a script (\`.js\`, \`.mjs\`, \`.cjs\`)
5. \`config.{json,yaml,yml}\` in \`$XDG_CONFIG_HOME/logship\`, else in \`~/.config/logship\`
6. \`/etc/logship/config.{json,yaml,yml}\`
7. the default

Files use the keys below, or the names of the variables. A relative path in a file of settings starts from that file's
folder, elsewhere from the working folder. \`logship config\` shows every setting with its value and where it comes
from; secrets are masked.

- yes or no: \`1 true t yes y on\`, \`0 false f no n off\`, in any case
- durations: \`500ms\`, \`5s\`, \`3m\`, \`2h\`; a bare number means seconds
- sizes: \`512KB\`, \`50MB\`, \`2GB\`; \`MB\` and \`MiB\` both mean 1024 × 1024 bytes; a bare number means bytes
`;

const code = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``);

function row(key: SettingKey): string {
  const { env, flag, help } = options[key];
  return `| ${[code(key), code(env), code(flag), defaultText(key) ?? '', help.replaceAll('<', String.raw`\<`)].join(' | ')} |`;
}

/** The page of settings, rendered from the option table. */
export function settingsMarkdown(): string {
  const sections = optionGroups.map(({ title, options: group }) => {
    const rows = (Object.keys(group) as SettingKey[]).map(row);
    return [`## ${title}`, '', '| key | variable | flag | default | meaning |', '|---|---|---|---|---|', ...rows, ''];
  });
  return [INTRODUCTION, ...sections.flat()].join('\n');
}
