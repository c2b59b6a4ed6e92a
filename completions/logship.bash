# Completions of logship for bash. Generated from the command line: do not edit.
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
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' index
  COMPREPLY=()
  # bash takes --flag=value for three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      --config) ((index++)) ;;
      -*) ;;
      *)
        command=${COMP_WORDS[index]}
        break
        ;;
    esac
  done

  case $command:$before in
    upload:--to | upload:--host | upload:--port | upload:--timeout | upload:--max-retries | upload:--retry-delay | upload:--retry-for | upload:--deadline | upload:--batch-size | upload:--elasticsearch | upload:--kafka | upload:--topic | upload:--tenant | upload:--source | upload:--environment | upload:--service | upload:--set | upload:--max-size | upload:--source-id)
      return
      ;;
    upload:--protocol)
      _logship_words 'tcp udp beats' "$current"
      return
      ;;
    upload:--retry-backoff)
      _logship_words 'fixed exponential' "$current"
      return
      ;;
    upload:--format)
      _logship_words 'auto ndjson json text' "$current"
      return
      ;;
    upload:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    tail:--to | tail:--host | tail:--port | tail:--timeout | tail:--max-retries | tail:--retry-delay | tail:--retry-for | tail:--batch-size | tail:--elasticsearch | tail:--kafka | tail:--topic | tail:--tenant | tail:--source | tail:--environment | tail:--service | tail:--set | tail:--exclude | tail:--ignore-older | tail:--flush-interval | tail:--flush-partial | tail:--poll | tail:--metrics | tail:--source-id)
      return
      ;;
    tail:--protocol)
      _logship_words 'tcp udp beats' "$current"
      return
      ;;
    tail:--retry-backoff)
      _logship_words 'fixed exponential' "$current"
      return
      ;;
    tail:--format)
      _logship_words 'auto ndjson json text' "$current"
      return
      ;;
    tail:--from)
      _logship_words 'start end' "$current"
      return
      ;;
    tail:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    test-message:--timestamp | test-message:--to | test-message:--host | test-message:--port | test-message:--timeout | test-message:--max-retries | test-message:--retry-delay | test-message:--elasticsearch | test-message:--kafka | test-message:--topic | test-message:--tenant | test-message:--source | test-message:--environment | test-message:--service | test-message:--set)
      return
      ;;
    test-message:--protocol)
      _logship_words 'tcp udp beats' "$current"
      return
      ;;
    test-message:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    rejects:--since | rejects:--reason | rejects:--by)
      return
      ;;
    rejects:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    replay:--since | replay:--reason | replay:--to | replay:--host | replay:--port | replay:--timeout | replay:--max-retries | replay:--retry-delay | replay:--retry-for | replay:--deadline | replay:--batch-size | replay:--elasticsearch | replay:--kafka | replay:--topic | replay:--tenant | replay:--source | replay:--environment | replay:--service | replay:--set)
      return
      ;;
    replay:--protocol)
      _logship_words 'tcp udp beats' "$current"
      return
      ;;
    replay:--retry-backoff)
      _logship_words 'fixed exponential' "$current"
      return
      ;;
    replay:--format)
      _logship_words 'auto ndjson json text' "$current"
      return
      ;;
    replay:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    stats:--fail-below | stats:--to | stats:--host | stats:--port | stats:--timeout | stats:--kafka | stats:--topic)
      return
      ;;
    stats:--protocol)
      _logship_words 'tcp udp beats' "$current"
      return
      ;;
    stats:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    reset:--state-dir)
      _logship_paths -d "$current"
      return
      ;;
    receive:--tcp | receive:--udp | receive:--beats | receive:--http | receive:--listen | receive:--fail | receive:--fail-seed)
      return
      ;;
    receive:--tls-cert | receive:--tls-key | receive:--tls-ca)
      _logship_paths -f "$current"
      return
      ;;
    receive:--out)
      _logship_paths -d "$current"
      return
      ;;
    setup:--retention | setup:--elasticsearch | setup:--kafka | setup:--topic)
      return
      ;;
    setup:--out)
      _logship_paths -f "$current"
      return
      ;;
    *:--config)
      _logship_paths -f "$current"
      return
      ;;
  esac

  if [[ $current == -* ]]; then
    case $command in
      upload) _logship_words '--strict --dry-run --restart --json --to --ordered --no-logstash --host --protocol --port --timeout --max-retries --retry-delay --retry-backoff --retry-for --deadline --batch-size --tls --insecure --elasticsearch --kafka --topic --tenant --pin-tenant --source --environment --service --set --ecs-meta --format --max-size --state-dir --source-id -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      tail) _logship_words '--once --restart --no-state --json --to --ordered --no-logstash --host --protocol --port --timeout --max-retries --retry-delay --retry-backoff --retry-for --batch-size --tls --insecure --elasticsearch --kafka --topic --tenant --pin-tenant --source --environment --service --set --ecs-meta --format --from --exclude --ignore-older --flush-interval --flush-partial --poll --metrics --state-dir --source-id -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      test-message) _logship_words '--timestamp --failover --json --to --no-logstash --host --protocol --port --timeout --max-retries --retry-delay --tls --insecure --elasticsearch --kafka --topic --tenant --source --environment --service --set --state-dir -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      rejects) _logship_words '--since --reason --by --originals --json --state-dir -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      replay) _logship_words '--since --reason --dry-run --json --to --ordered --no-logstash --host --protocol --port --timeout --max-retries --retry-delay --retry-backoff --retry-for --deadline --batch-size --tls --insecure --elasticsearch --kafka --topic --tenant --pin-tenant --source --environment --service --set --ecs-meta --format --state-dir -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      stats) _logship_words '--json --fail-below --to --host --protocol --port --timeout --tls --insecure --kafka --topic --state-dir -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      reset) _logship_words '-y --yes --state-dir -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      config) _logship_words '--json -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      receive) _logship_words '--tcp --udp --beats --http --listen --tls --tls-cert --tls-key --tls-ca --fail --fail-seed --out --json -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      setup) _logship_words '--retention --dry-run --overwrite --json --insecure --elasticsearch --out --force --settings --kafka --topic -q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      help) _logship_words '-q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
      *) _logship_words '-q --quiet -v --verbose --no-color --config -V --version -h --help' "$current" ;;
    esac
    return
  fi

  case $command in
    upload) _logship_paths -f "$current" ;;
    tail) _logship_paths -f "$current" ;;
    setup) _logship_words 'elasticsearch logstash' "$current" ;;
    help) _logship_words 'upload tail test-message rejects replay stats reset config receive setup help' "$current" ;;
    '') _logship_words 'upload tail test-message rejects replay stats reset config receive setup help' "$current" ;;
  esac
}

complete -F _logship logship
