/** @typedef {import('./command-table.mjs').Flag} Flag */
/** @typedef {import('./command-table.mjs').Value} Value */

/**
 * @param {import('./command-table.mjs').CommandTable} table
 * @returns {string}
 */
export function powershell({ commands, globals }) {
  return `# Completions of logship for PowerShell. Generated from the command line: do not edit.
# Use: dot-source this file in $PROFILE

Register-ArgumentCompleter -Native -CommandName logship -ScriptBlock {
  param($word, $line, $cursor)

  # A value is 'none', 'file', 'folder', 'other', or the words to choose from.
  $globals = [ordered]@{
${globals.flatMap(entries).join('\n')}
  }
  $commands = [ordered]@{
${commands.map(commandEntry).join('\n')}
  }

  $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
  $command = $null
  for ($index = 1; $index -lt $before.Count; $index++) {
    if ($before[$index] -like '-*') {
      if ($globals.Contains($before[$index]) -and $globals[$before[$index]].Value -ne 'none') { $index++ }
      continue
    }
    $command = $commands[$before[$index]]
    break
  }

  $flags = [ordered]@{}
  foreach ($name in $globals.Keys) { $flags[$name] = $globals[$name] }
  if ($command) { foreach ($name in $command.Flags.Keys) { $flags[$name] = $command.Flags[$name] } }

  $wanted = if ($command) { $command.Argument } else { 'command' }
  $last = $before[-1]
  if ($before.Count -gt 1 -and $flags.Contains($last) -and $flags[$last].Value -ne 'none') {
    $wanted = $flags[$last].Value
  } elseif ($word -like '-*') {
    $wanted = 'flag'
  }

  $result = { param($text, $about) [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about) }
  switch ($wanted) {
    'flag' { $flags.Keys | Where-Object { $_ -like "$word*" } | ForEach-Object { & $result $_ $flags[$_].About }; return }
    'command' { $commands.Keys | Where-Object { $_ -like "$word*" } | ForEach-Object { & $result $_ $commands[$_].About }; return }
    'file' { Get-ChildItem -Path "$word*" | ForEach-Object { & $result (Resolve-Path -Relative $_.FullName) $_.FullName }; return }
    'folder' { Get-ChildItem -Directory -Path "$word*" | ForEach-Object { & $result (Resolve-Path -Relative $_.FullName) $_.FullName }; return }
    { $_ -in 'none', 'other' } { return }
    default { $wanted | Where-Object { $_ -like "$word*" } | ForEach-Object { & $result $_ $_ } }
  }
}
`;
}

/** @param {import('./command-table.mjs').CommandRow} command */
function commandEntry({ name, about, flags, argument }) {
  const lines = flags.flatMap(entries).map((line) => `    ${line}`);
  return `    ${quoted(name)} = @{
      About = ${quoted(about)}
      Argument = ${valueOf(argument)}
      Flags = [ordered]@{
${lines.join('\n')}
      }
    }`;
}

/** @param {Flag} flag */
function entries({ names, about, value }) {
  return names.map((name) => `    ${quoted(name)} = @{ About = ${quoted(about)}; Value = ${valueOf(value)} }`);
}

/** @param {Value} value */
function valueOf(value) {
  return typeof value === 'string' ? quoted(value) : `@(${value.map(quoted).join(', ')})`;
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
