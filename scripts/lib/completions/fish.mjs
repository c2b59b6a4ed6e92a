/** @typedef {import('./command-table.mjs').Flag} Flag */
/** @typedef {import('./command-table.mjs').Value} Value */

/**
 * @param {import('./command-table.mjs').CommandTable} table
 * @returns {string}
 */
export function fish({ commands, globals }) {
  const lines = commands.flatMap(({ name, about, flags, argument }) => {
    const here = `-n '__fish_seen_subcommand_from ${name}'`;
    const offered = action(argument);
    return [
      '',
      `complete -c logship -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
      ...(offered ? [`complete -c logship ${here} ${offered}`] : []),
      ...flags.map((flag) => `complete -c logship ${here} ${spec(flag)}`),
    ];
  });
  return `# Completions of logship for fish. Generated from the command line: do not edit.
# Use: put this file into ~/.config/fish/completions

complete -c logship -f
${globals.map((flag) => `complete -c logship ${spec(flag)}`).join('\n')}
${lines.join('\n')}
`;
}

/** @param {Flag} flag */
function spec({ names, about, value }) {
  const named = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const behind = value === 'none' ? [] : [value === 'file' ? '-r -F' : `-x ${action(value)}`.trim()];
  return [...named, ...behind, `-d ${quoted(about)}`].join(' ');
}

/** @param {Value} value */
function action(value) {
  if (value === 'file') return '-F';
  if (value === 'folder') return `-a '(__fish_complete_directories)'`;
  return typeof value === 'string' ? '' : `-a ${quoted(value.join(' '))}`;
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
