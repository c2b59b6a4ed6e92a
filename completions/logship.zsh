#compdef logship
# Completions of logship for zsh. Generated from the command line: do not edit.
# Use: source this file in ~/.zshrc behind compinit, or put it as _logship into a folder of $fpath

_logship_commands() {
  local -a commands=(
    'upload:ship files: each record once, from where the last run left off'
    'tail:follow files and ship what is written to them, through rotation and restarts'
    'test-message:send one event, and show each step with its time: name, connect, send, confirm'
    'rejects:list the records that could not be delivered, by reason, file and time'
    'replay:send rejected records again, once the cause is mended: what is delivered leaves the rejects'
    'stats:is the target there, and what have all runs delivered since the last reset?'
    'reset:set the statistics back to zero; checkpoints and rejects stay'
    'config:show every setting with its value and where it comes from; secrets are masked'
    'receive:receive events on this machine, as Logstash would: to try things out and to test with'
    'setup:set up what receives the events; running it again changes nothing'
    'help:print the help of a command'
  )
  _describe -t commands 'command' commands
}

_logship() {
  local curcontext=$curcontext state line
  typeset -A opt_args

  _arguments -C \
    '(-q --quiet)'{-q,--quiet}'[say errors only]' \
    '(-v --verbose)'{-v,--verbose}'[say more]' \
    '*--no-color[no colours, as with NO_COLOR=1]' \
    '*--config=[read this file of settings, not the one of the project]:file:_files' \
    '(-V --version)'{-V,--version}'[print the version]' \
    '(-h --help)'{-h,--help}'[print this help]' \
    '1: :_logship_commands' \
    '*:: :->arguments' && return

  [[ $state == arguments ]] || return
  curcontext="${curcontext%:*:*}:logship-$words[1]:"
  case $words[1] in
    upload)
      _arguments \
        '*--strict[check all of a file first, and send nothing of it if one record is bad]' \
        '*--dry-run[print the events as NDJSON, and send nothing]' \
        '*--restart[forget what was acknowledged before, and send everything]' \
        '*--json[print the result as one JSON object]' \
        '*--to=[Where to ship to\: tcp\://host\:5000, beats\://host\:5044, udp\://host\:5001, http(s)\://host\:9200, kafka\://broker\:9092/topic, stdout\: or file\:folder; given twice, the second is the fallback]:value: ' \
        '*--ordered[Keep the order within a file\: one window at a time, and of several hosts one as long as it can be used]' \
        '*--no-logstash[Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch]' \
        '*--host=[Name or address of Logstash; several, separated by commas, share the events]:value: ' \
        '*--protocol=[How to talk to Logstash\: tcp, udp or beats]:value:(tcp udp beats)' \
        '*--port=[Port of Logstash]:value: ' \
        '*--timeout=[Seconds to find and connect to Logstash; fractions are allowed]:value: ' \
        '*--max-retries=[How often to try again after the first attempt failed]:value: ' \
        '*--retry-delay=[Seconds to wait before each further attempt; fractions are allowed]:value: ' \
        '*--retry-backoff=[Whether the waits between attempts stay the same or grow\: fixed or exponential]:value:(fixed exponential)' \
        '*--retry-for=[Go on trying for this long, whatever the number of retries]:value: ' \
        '*--deadline=[End the whole run after this long; what is not delivered by then stays pending]:value: ' \
        '*--batch-size=[Events in a batch\: what Beats windows begin with, and what UDP sends without a pause]:value: ' \
        '*--tls[Encrypt the way to Logstash\: tcp and beats]' \
        '*--insecure[Take any certificate from any target\: encrypted, but anybody can be at the other end. Said on every run]' \
        '*--elasticsearch=[Addresses of Elasticsearch nodes, separated by commas\: the fallback, and the target without Logstash]:value: ' \
        '*--kafka=[Brokers of Kafka, separated by commas (port 9092 unless it is given)\: events go there in place of Logstash]:value: ' \
        '*--topic=[The topic of Kafka that events go to]:value: ' \
        '*--tenant=[Tenant of events that name none; it is part of the index name]:value: ' \
        '*--pin-tenant[Reject events that name another tenant]' \
        '*--source=[Field source of events that have none]:value: ' \
        '*--environment=[Field environment of events that have none, and the tag env\:<name>]:value: ' \
        '*--service=[Field service_name of events that have none, and the tag service\:<name>]:value: ' \
        '*--set=[A field to set on every event, whatever it says itself; may be given more than once]:value: ' \
        '*--ecs-meta[Add host.name, log.file.path and log.offset to events that have no such fields]' \
        '*--format=[What a file holds\: ndjson, json (an array or objects in a row), text, or auto to find out]:value:(auto ndjson json text)' \
        '*--max-size=[Refuse files larger than this; 0 means no limit]:value: ' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '*--source-id=[Names where the records come from, so that a second run gives them the same ids]:value: ' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:file:_files'
      ;;
    tail)
      _arguments \
        '*--once[ship what is there and not yet shipped, and end]' \
        '*--restart[forget what was acknowledged before]' \
        '*--no-state[remember nothing for a later run]' \
        '*--json[print the status as one JSON line a second]' \
        '*--to=[Where to ship to\: tcp\://host\:5000, beats\://host\:5044, udp\://host\:5001, http(s)\://host\:9200, kafka\://broker\:9092/topic, stdout\: or file\:folder; given twice, the second is the fallback]:value: ' \
        '*--ordered[Keep the order within a file\: one window at a time, and of several hosts one as long as it can be used]' \
        '*--no-logstash[Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch]' \
        '*--host=[Name or address of Logstash; several, separated by commas, share the events]:value: ' \
        '*--protocol=[How to talk to Logstash\: tcp, udp or beats]:value:(tcp udp beats)' \
        '*--port=[Port of Logstash]:value: ' \
        '*--timeout=[Seconds to find and connect to Logstash; fractions are allowed]:value: ' \
        '*--max-retries=[How often to try again after the first attempt failed]:value: ' \
        '*--retry-delay=[Seconds to wait before each further attempt; fractions are allowed]:value: ' \
        '*--retry-backoff=[Whether the waits between attempts stay the same or grow\: fixed or exponential]:value:(fixed exponential)' \
        '*--retry-for=[Go on trying for this long, whatever the number of retries]:value: ' \
        '*--batch-size=[Events in a batch\: what Beats windows begin with, and what UDP sends without a pause]:value: ' \
        '*--tls[Encrypt the way to Logstash\: tcp and beats]' \
        '*--insecure[Take any certificate from any target\: encrypted, but anybody can be at the other end. Said on every run]' \
        '*--elasticsearch=[Addresses of Elasticsearch nodes, separated by commas\: the fallback, and the target without Logstash]:value: ' \
        '*--kafka=[Brokers of Kafka, separated by commas (port 9092 unless it is given)\: events go there in place of Logstash]:value: ' \
        '*--topic=[The topic of Kafka that events go to]:value: ' \
        '*--tenant=[Tenant of events that name none; it is part of the index name]:value: ' \
        '*--pin-tenant[Reject events that name another tenant]' \
        '*--source=[Field source of events that have none]:value: ' \
        '*--environment=[Field environment of events that have none, and the tag env\:<name>]:value: ' \
        '*--service=[Field service_name of events that have none, and the tag service\:<name>]:value: ' \
        '*--set=[A field to set on every event, whatever it says itself; may be given more than once]:value: ' \
        '*--ecs-meta[Add host.name, log.file.path and log.offset to events that have no such fields]' \
        '*--format=[What a file holds\: ndjson, json (an array or objects in a row), text, or auto to find out]:value:(auto ndjson json text)' \
        '*--from=[Where to begin with a file that is there and was never shipped\: start or end. One that appears later begins at its start]:value:(start end)' \
        '*--exclude=[Files that a pattern finds and that are not followed; may be given more than once]:value: ' \
        '*--ignore-older=[Do not begin with files that were last written to longer ago]:value: ' \
        '*--flush-interval=[Let lines wait this long for more of their file, to go in fewer and larger batches; 0 ships them at once]:value: ' \
        '*--flush-partial=[Ship a line without a line end when nothing was added for this long]:value: ' \
        '*--poll=[Look at the files this often instead of being told\: for network file systems]:value: ' \
        '*--metrics=[Serve /metrics (Prometheus) and /health on this port of 127.0.0.1; 0 lets the system choose one]:value: ' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '*--source-id=[Names where the records come from, so that a second run gives them the same ids]:value: ' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:file:_files'
      ;;
    test-message)
      _arguments \
        '*--timestamp=[the time of the event (default\: now)]:value: ' \
        '*--failover[refuse the first target on purpose\: the event must come out at the fallback]' \
        '*--json[print one JSON object]' \
        '*--to=[Where to ship to\: tcp\://host\:5000, beats\://host\:5044, udp\://host\:5001, http(s)\://host\:9200, kafka\://broker\:9092/topic, stdout\: or file\:folder; given twice, the second is the fallback]:value: ' \
        '*--no-logstash[Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch]' \
        '*--host=[Name or address of Logstash; several, separated by commas, share the events]:value: ' \
        '*--protocol=[How to talk to Logstash\: tcp, udp or beats]:value:(tcp udp beats)' \
        '*--port=[Port of Logstash]:value: ' \
        '*--timeout=[Seconds to find and connect to Logstash; fractions are allowed]:value: ' \
        '*--max-retries=[How often to try again after the first attempt failed]:value: ' \
        '*--retry-delay=[Seconds to wait before each further attempt; fractions are allowed]:value: ' \
        '*--tls[Encrypt the way to Logstash\: tcp and beats]' \
        '*--insecure[Take any certificate from any target\: encrypted, but anybody can be at the other end. Said on every run]' \
        '*--elasticsearch=[Addresses of Elasticsearch nodes, separated by commas\: the fallback, and the target without Logstash]:value: ' \
        '*--kafka=[Brokers of Kafka, separated by commas (port 9092 unless it is given)\: events go there in place of Logstash]:value: ' \
        '*--topic=[The topic of Kafka that events go to]:value: ' \
        '*--tenant=[Tenant of events that name none; it is part of the index name]:value: ' \
        '*--source=[Field source of events that have none]:value: ' \
        '*--environment=[Field environment of events that have none, and the tag env\:<name>]:value: ' \
        '*--service=[Field service_name of events that have none, and the tag service\:<name>]:value: ' \
        '*--set=[A field to set on every event, whatever it says itself; may be given more than once]:value: ' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:value: '
      ;;
    rejects)
      _arguments \
        '*--since=[only what was rejected in this time\: 30m, 2h]:value: ' \
        '*--reason=[only reasons that hold this text]:value: ' \
        '*--by=[count by reason and file, by file, or by time]:value: ' \
        '*--originals[print the records themselves as they stood in their files, a line each]' \
        '*--json[print one JSON object]' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:value: '
      ;;
    replay)
      _arguments \
        '*--since=[only what was rejected in this time\: 30m, 2h]:value: ' \
        '*--reason=[only reasons that hold this text]:value: ' \
        '*--dry-run[print the events as NDJSON, and send nothing]' \
        '*--json[print the result as one JSON object]' \
        '*--to=[Where to ship to\: tcp\://host\:5000, beats\://host\:5044, udp\://host\:5001, http(s)\://host\:9200, kafka\://broker\:9092/topic, stdout\: or file\:folder; given twice, the second is the fallback]:value: ' \
        '*--ordered[Keep the order within a file\: one window at a time, and of several hosts one as long as it can be used]' \
        '*--no-logstash[Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch]' \
        '*--host=[Name or address of Logstash; several, separated by commas, share the events]:value: ' \
        '*--protocol=[How to talk to Logstash\: tcp, udp or beats]:value:(tcp udp beats)' \
        '*--port=[Port of Logstash]:value: ' \
        '*--timeout=[Seconds to find and connect to Logstash; fractions are allowed]:value: ' \
        '*--max-retries=[How often to try again after the first attempt failed]:value: ' \
        '*--retry-delay=[Seconds to wait before each further attempt; fractions are allowed]:value: ' \
        '*--retry-backoff=[Whether the waits between attempts stay the same or grow\: fixed or exponential]:value:(fixed exponential)' \
        '*--retry-for=[Go on trying for this long, whatever the number of retries]:value: ' \
        '*--deadline=[End the whole run after this long; what is not delivered by then stays pending]:value: ' \
        '*--batch-size=[Events in a batch\: what Beats windows begin with, and what UDP sends without a pause]:value: ' \
        '*--tls[Encrypt the way to Logstash\: tcp and beats]' \
        '*--insecure[Take any certificate from any target\: encrypted, but anybody can be at the other end. Said on every run]' \
        '*--elasticsearch=[Addresses of Elasticsearch nodes, separated by commas\: the fallback, and the target without Logstash]:value: ' \
        '*--kafka=[Brokers of Kafka, separated by commas (port 9092 unless it is given)\: events go there in place of Logstash]:value: ' \
        '*--topic=[The topic of Kafka that events go to]:value: ' \
        '*--tenant=[Tenant of events that name none; it is part of the index name]:value: ' \
        '*--pin-tenant[Reject events that name another tenant]' \
        '*--source=[Field source of events that have none]:value: ' \
        '*--environment=[Field environment of events that have none, and the tag env\:<name>]:value: ' \
        '*--service=[Field service_name of events that have none, and the tag service\:<name>]:value: ' \
        '*--set=[A field to set on every event, whatever it says itself; may be given more than once]:value: ' \
        '*--ecs-meta[Add host.name, log.file.path and log.offset to events that have no such fields]' \
        '*--format=[What a file holds\: ndjson, json (an array or objects in a row), text, or auto to find out]:value:(auto ndjson json text)' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:value: '
      ;;
    stats)
      _arguments \
        '*--json[print one JSON object]' \
        '*--fail-below=[end with exit code 1 if the success rate is lower\: 0.99]:value: ' \
        '*--to=[Where to ship to\: tcp\://host\:5000, beats\://host\:5044, udp\://host\:5001, http(s)\://host\:9200, kafka\://broker\:9092/topic, stdout\: or file\:folder; given twice, the second is the fallback]:value: ' \
        '*--host=[Name or address of Logstash; several, separated by commas, share the events]:value: ' \
        '*--protocol=[How to talk to Logstash\: tcp, udp or beats]:value:(tcp udp beats)' \
        '*--port=[Port of Logstash]:value: ' \
        '*--timeout=[Seconds to find and connect to Logstash; fractions are allowed]:value: ' \
        '*--tls[Encrypt the way to Logstash\: tcp and beats]' \
        '*--insecure[Take any certificate from any target\: encrypted, but anybody can be at the other end. Said on every run]' \
        '*--kafka=[Brokers of Kafka, separated by commas (port 9092 unless it is given)\: events go there in place of Logstash]:value: ' \
        '*--topic=[The topic of Kafka that events go to]:value: ' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]'
      ;;
    reset)
      _arguments \
        '(-y --yes)'{-y,--yes}'[do not ask; needed where there is no terminal]' \
        '*--state-dir=[Folder of checkpoints, statistics and rejects]:folder:_files -/' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]'
      ;;
    config)
      _arguments \
        '*--json[print one JSON object\: value, origin and variable by setting]' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]'
      ;;
    receive)
      _arguments \
        '*--tcp=[take connections here; 0\: any free port (default\: 5000)]:value: ' \
        '*--udp=[take datagrams here; 0\: any free port (default\: 5001)]:value: ' \
        '*--beats=[take what Beats send (lumberjack 2) here; 0\: any free port]:value: ' \
        '*--http=[take bulk requests here, as Elasticsearch would; 0\: any free port]:value: ' \
        '*--listen=[listen on this address]:value: ' \
        '*--tls[encrypt all but UDP, by a certificate that is made for it]' \
        '*--tls-cert=[the certificate to show (PEM), with those that vouch for it behind it]:file:_files' \
        '*--tls-key=[its key (PEM)]:file:_files' \
        '*--tls-ca=[take only clients with a certificate of this authority (PEM)]:file:_files' \
        '*--fail=[go wrong on purpose\: reset, slow, refuse, 429 or 413, with a rate (reset\:0.1) and a delay (slow\:0.1\:5s)]:value: ' \
        '*--fail-seed=[go wrong in the same places as a run before]:value: ' \
        '*--out=[write logs-{tenant}-YYYY.MM.ndjson here; without it events are printed]:folder:_files -/' \
        '*--json[report as NDJSON on stdout\: where it listens, then the counts]' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]'
      ;;
    setup)
      _arguments \
        '*--retention=[delete events after this time\: 30d, 12h (default\: keep them)]:value: ' \
        '*--dry-run[print the requests as they would be sent, and change nothing]' \
        '*--overwrite[replace a template of the same name that somebody has changed]' \
        '*--json[print one JSON object]' \
        '*--insecure[Take any certificate from any target\: encrypted, but anybody can be at the other end. Said on every run]' \
        '*--elasticsearch=[Addresses of Elasticsearch nodes, separated by commas\: the fallback, and the target without Logstash]:value: ' \
        '*--out=[write it to this file (default\: to standard output)]:file:_files' \
        '*--force[replace the file where it is there]' \
        '*--settings[write what belongs into logstash.yml instead\: queue on disk, dead letter queue]' \
        '*--kafka=[read from Kafka as well\: b1\:9092,b2\:9092]:value: ' \
        '*--topic=[the topic to read from]:value: ' \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:value:(elasticsearch logstash)'
      ;;
    help)
      _arguments \
        '(-q --quiet)'{-q,--quiet}'[say errors only]' \
        '(-v --verbose)'{-v,--verbose}'[say more]' \
        '*--no-color[no colours, as with NO_COLOR=1]' \
        '*--config=[read this file of settings, not the one of the project]:file:_files' \
        '(-V --version)'{-V,--version}'[print the version]' \
        '(-h --help)'{-h,--help}'[print this help]' \
        '*:value:(upload tail test-message rejects replay stats reset config receive setup help)'
      ;;
  esac
}

if [[ $funcstack[1] == _logship ]]; then
  _logship "$@"
else
  compdef _logship logship
fi
