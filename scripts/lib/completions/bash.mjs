/** @typedef {import('./command-table.mjs').Flag} Flag */

/**
 * @param {import('./command-table.mjs').CommandTable} table
 * @returns {string}
 */
export function bash({ commands, globals }) {
  const valued = globals.filter(({ value }) => value !== 'none');
  return `# Completions of logship for bash. Generated from the command line: do not edit.
# Use: source this file in ~/.bashrc, or put it into ~/.local/share/bash-completion/completions/logship

_logship_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$2")
}

_logship_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$2")
}

_logship() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command='' index
  COMPREPLY=()
  # bash takes --flag=value for three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${pattern(valued)}) ((index++)) ;;
      -*) ;;
      *)
        command=\${COMP_WORDS[index]}
        break
        ;;
    esac
  done

  case $command:$before in
${[...commands.flatMap(({ name, flags }) => valueCases(name, flags)), ...valueCases('*', globals)].join('\n')}
  esac

  if [[ $current == -* ]]; then
    case $command in
${commands.map(({ name, flags }) => `      ${name}) _logship_words '${namesOf([...flags, ...globals])}' "$current" ;;`).join('\n')}
      *) _logship_words '${namesOf(globals)}' "$current" ;;
    esac
    return
  fi

  case $command in
${commands.flatMap(({ name, argument }) => (action(argument) ? `    ${name}) ${action(argument)} ;;` : [])).join('\n')}
    '') _logship_words '${commands.map(({ name }) => name).join(' ')}' "$current" ;;
  esac
}

complete -F _logship logship
`;
}

/** @param {readonly Flag[]} flags */
const namesOf = (flags) => flags.flatMap(({ names }) => names).join(' ');

/** @param {readonly Flag[]} flags */
const pattern = (flags) => flags.flatMap(({ names }) => names).join(' | ');

/**
 * What is offered behind the flags of a command that take a value.
 * @param {string} command
 * @param {readonly Flag[]} flags
 */
function valueCases(command, flags) {
  const valued = flags.filter(({ value }) => value !== 'none');
  const actions = new Set(valued.map(({ value }) => action(value)));
  return [...actions].map((offered) => {
    const group = valued.filter(({ value }) => action(value) === offered);
    const patterns = group.flatMap(({ names }) => names.map((name) => `${command}:${name}`)).join(' | ');
    return `    ${patterns})\n${offered ? `      ${offered}\n` : ''}      return\n      ;;`;
  });
}

/** @param {import('./command-table.mjs').Value} value */
function action(value) {
  if (value === 'file') return '_logship_paths -f "$current"';
  if (value === 'folder') return '_logship_paths -d "$current"';
  return typeof value === 'string' ? '' : `_logship_words '${value.join(' ')}' "$current"`;
}
