/** @typedef {import('./command-table.mjs').Flag} Flag */
/** @typedef {import('./command-table.mjs').Value} Value */

/**
 * @param {import('./command-table.mjs').CommandTable} table
 * @returns {string}
 */
export function zsh({ commands, globals }) {
  return `#compdef logship
# Completions of logship for zsh. Generated from the command line: do not edit.
# Use: source this file in ~/.zshrc behind compinit, or put it as _logship into a folder of $fpath

_logship_commands() {
  local -a commands=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n')}
  )
  _describe -t commands 'command' commands
}

_logship() {
  local curcontext=$curcontext state line
  typeset -A opt_args

  _arguments -C \\
${globals.map((flag) => `    ${spec(flag)} \\`).join('\n')}
    '1: :_logship_commands' \\
    '*:: :->arguments' && return

  [[ $state == arguments ]] || return
  curcontext="\${curcontext%:*:*}:logship-$words[1]:"
  case $words[1] in
${commands.map((command) => commandCase(command, globals)).join('\n')}
  esac
}

if [[ $funcstack[1] == _logship ]]; then
  _logship "$@"
else
  compdef _logship logship
fi
`;
}

/**
 * @param {import('./command-table.mjs').CommandRow} command
 * @param {readonly Flag[]} globals
 */
function commandCase({ name, flags, argument }, globals) {
  const specs = [...flags, ...globals].map(spec);
  if (argument !== 'none') specs.push(quoted(`*:${labelOf(argument)}:${action(argument)}`));
  return `    ${name})\n      _arguments \\\n${specs.map((line) => `        ${line}`).join(' \\\n')}\n      ;;`;
}

/** @param {Flag} flag */
function spec({ names, about, value }) {
  const escaped = about.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const behind = value === 'none' ? '' : `:${labelOf(value)}:${action(value)}`;
  const equals = value === 'none' ? '' : '=';
  const [only = '', ...others] = names;
  if (others.length === 0) return quoted(`*${only}${equals}[${escaped}]${behind}`);
  return `${quoted(`(${names.join(' ')})`)}{${names.join(',')}}${quoted(`[${escaped}]${behind}`)}`;
}

/** @param {Value} value */
function labelOf(value) {
  return value === 'file' || value === 'folder' ? value : 'value';
}

/** @param {Value} value */
function action(value) {
  if (value === 'file') return '_files';
  if (value === 'folder') return '_files -/';
  return typeof value === 'string' ? ' ' : `(${value.join(' ')})`;
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
