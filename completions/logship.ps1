# Completions of logship for PowerShell. Generated from the command line: do not edit.
# Use: dot-source this file in $PROFILE

Register-ArgumentCompleter -Native -CommandName logship -ScriptBlock {
  param($word, $line, $cursor)

  # A value is 'none', 'file', 'folder', 'other', or the words to choose from.
  $globals = [ordered]@{
    '-q' = @{ About = 'say errors only'; Value = 'none' }
    '--quiet' = @{ About = 'say errors only'; Value = 'none' }
    '-v' = @{ About = 'say more'; Value = 'none' }
    '--verbose' = @{ About = 'say more'; Value = 'none' }
    '--no-color' = @{ About = 'no colours, as with NO_COLOR=1'; Value = 'none' }
    '--config' = @{ About = 'read this file of settings, not the one of the project'; Value = 'file' }
    '-V' = @{ About = 'print the version'; Value = 'none' }
    '--version' = @{ About = 'print the version'; Value = 'none' }
    '-h' = @{ About = 'print this help'; Value = 'none' }
    '--help' = @{ About = 'print this help'; Value = 'none' }
  }
  $commands = [ordered]@{
    'upload' = @{
      About = 'ship files: each record once, from where the last run left off'
      Argument = 'file'
      Flags = [ordered]@{
        '--strict' = @{ About = 'check all of a file first, and send nothing of it if one record is bad'; Value = 'none' }
        '--dry-run' = @{ About = 'print the events as NDJSON, and send nothing'; Value = 'none' }
        '--restart' = @{ About = 'forget what was acknowledged before, and send everything'; Value = 'none' }
        '--json' = @{ About = 'print the result as one JSON object'; Value = 'none' }
        '--to' = @{ About = 'Where to ship to: tcp://host:5000, beats://host:5044, udp://host:5001, http(s)://host:9200, kafka://broker:9092/topic, stdout: or file:folder; given twice, the second is the fallback'; Value = 'other' }
        '--ordered' = @{ About = 'Keep the order within a file: one window at a time, and of several hosts one as long as it can be used'; Value = 'none' }
        '--no-logstash' = @{ About = 'Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch'; Value = 'none' }
        '--host' = @{ About = 'Name or address of Logstash; several, separated by commas, share the events'; Value = 'other' }
        '--protocol' = @{ About = 'How to talk to Logstash: tcp, udp or beats'; Value = @('tcp', 'udp', 'beats') }
        '--port' = @{ About = 'Port of Logstash'; Value = 'other' }
        '--timeout' = @{ About = 'Seconds to find and connect to Logstash; fractions are allowed'; Value = 'other' }
        '--max-retries' = @{ About = 'How often to try again after the first attempt failed'; Value = 'other' }
        '--retry-delay' = @{ About = 'Seconds to wait before each further attempt; fractions are allowed'; Value = 'other' }
        '--retry-backoff' = @{ About = 'Whether the waits between attempts stay the same or grow: fixed or exponential'; Value = @('fixed', 'exponential') }
        '--retry-for' = @{ About = 'Go on trying for this long, whatever the number of retries'; Value = 'other' }
        '--deadline' = @{ About = 'End the whole run after this long; what is not delivered by then stays pending'; Value = 'other' }
        '--batch-size' = @{ About = 'Events in a batch: what Beats windows begin with, and what UDP sends without a pause'; Value = 'other' }
        '--tls' = @{ About = 'Encrypt the way to Logstash: tcp and beats'; Value = 'none' }
        '--insecure' = @{ About = 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run'; Value = 'none' }
        '--elasticsearch' = @{ About = 'Addresses of Elasticsearch nodes, separated by commas: the fallback, and the target without Logstash'; Value = 'other' }
        '--kafka' = @{ About = 'Brokers of Kafka, separated by commas (port 9092 unless it is given): events go there in place of Logstash'; Value = 'other' }
        '--topic' = @{ About = 'The topic of Kafka that events go to'; Value = 'other' }
        '--tenant' = @{ About = 'Tenant of events that name none; it is part of the index name'; Value = 'other' }
        '--pin-tenant' = @{ About = 'Reject events that name another tenant'; Value = 'none' }
        '--source' = @{ About = 'Field source of events that have none'; Value = 'other' }
        '--environment' = @{ About = 'Field environment of events that have none, and the tag env:<name>'; Value = 'other' }
        '--service' = @{ About = 'Field service_name of events that have none, and the tag service:<name>'; Value = 'other' }
        '--set' = @{ About = 'A field to set on every event, whatever it says itself; may be given more than once'; Value = 'other' }
        '--ecs-meta' = @{ About = 'Add host.name, log.file.path and log.offset to events that have no such fields'; Value = 'none' }
        '--format' = @{ About = 'What a file holds: ndjson, json (an array or objects in a row), text, or auto to find out'; Value = @('auto', 'ndjson', 'json', 'text') }
        '--max-size' = @{ About = 'Refuse files larger than this; 0 means no limit'; Value = 'other' }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
        '--source-id' = @{ About = 'Names where the records come from, so that a second run gives them the same ids'; Value = 'other' }
      }
    }
    'tail' = @{
      About = 'follow files and ship what is written to them, through rotation and restarts'
      Argument = 'file'
      Flags = [ordered]@{
        '--once' = @{ About = 'ship what is there and not yet shipped, and end'; Value = 'none' }
        '--restart' = @{ About = 'forget what was acknowledged before'; Value = 'none' }
        '--no-state' = @{ About = 'remember nothing for a later run'; Value = 'none' }
        '--json' = @{ About = 'print the status as one JSON line a second'; Value = 'none' }
        '--to' = @{ About = 'Where to ship to: tcp://host:5000, beats://host:5044, udp://host:5001, http(s)://host:9200, kafka://broker:9092/topic, stdout: or file:folder; given twice, the second is the fallback'; Value = 'other' }
        '--ordered' = @{ About = 'Keep the order within a file: one window at a time, and of several hosts one as long as it can be used'; Value = 'none' }
        '--no-logstash' = @{ About = 'Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch'; Value = 'none' }
        '--host' = @{ About = 'Name or address of Logstash; several, separated by commas, share the events'; Value = 'other' }
        '--protocol' = @{ About = 'How to talk to Logstash: tcp, udp or beats'; Value = @('tcp', 'udp', 'beats') }
        '--port' = @{ About = 'Port of Logstash'; Value = 'other' }
        '--timeout' = @{ About = 'Seconds to find and connect to Logstash; fractions are allowed'; Value = 'other' }
        '--max-retries' = @{ About = 'How often to try again after the first attempt failed'; Value = 'other' }
        '--retry-delay' = @{ About = 'Seconds to wait before each further attempt; fractions are allowed'; Value = 'other' }
        '--retry-backoff' = @{ About = 'Whether the waits between attempts stay the same or grow: fixed or exponential'; Value = @('fixed', 'exponential') }
        '--retry-for' = @{ About = 'Go on trying for this long, whatever the number of retries'; Value = 'other' }
        '--batch-size' = @{ About = 'Events in a batch: what Beats windows begin with, and what UDP sends without a pause'; Value = 'other' }
        '--tls' = @{ About = 'Encrypt the way to Logstash: tcp and beats'; Value = 'none' }
        '--insecure' = @{ About = 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run'; Value = 'none' }
        '--elasticsearch' = @{ About = 'Addresses of Elasticsearch nodes, separated by commas: the fallback, and the target without Logstash'; Value = 'other' }
        '--kafka' = @{ About = 'Brokers of Kafka, separated by commas (port 9092 unless it is given): events go there in place of Logstash'; Value = 'other' }
        '--topic' = @{ About = 'The topic of Kafka that events go to'; Value = 'other' }
        '--tenant' = @{ About = 'Tenant of events that name none; it is part of the index name'; Value = 'other' }
        '--pin-tenant' = @{ About = 'Reject events that name another tenant'; Value = 'none' }
        '--source' = @{ About = 'Field source of events that have none'; Value = 'other' }
        '--environment' = @{ About = 'Field environment of events that have none, and the tag env:<name>'; Value = 'other' }
        '--service' = @{ About = 'Field service_name of events that have none, and the tag service:<name>'; Value = 'other' }
        '--set' = @{ About = 'A field to set on every event, whatever it says itself; may be given more than once'; Value = 'other' }
        '--ecs-meta' = @{ About = 'Add host.name, log.file.path and log.offset to events that have no such fields'; Value = 'none' }
        '--format' = @{ About = 'What a file holds: ndjson, json (an array or objects in a row), text, or auto to find out'; Value = @('auto', 'ndjson', 'json', 'text') }
        '--from' = @{ About = 'Where to begin with a file that is there and was never shipped: start or end. One that appears later begins at its start'; Value = @('start', 'end') }
        '--exclude' = @{ About = 'Files that a pattern finds and that are not followed; may be given more than once'; Value = 'other' }
        '--ignore-older' = @{ About = 'Do not begin with files that were last written to longer ago'; Value = 'other' }
        '--flush-interval' = @{ About = 'Let lines wait this long for more of their file, to go in fewer and larger batches; 0 ships them at once'; Value = 'other' }
        '--flush-partial' = @{ About = 'Ship a line without a line end when nothing was added for this long'; Value = 'other' }
        '--poll' = @{ About = 'Look at the files this often instead of being told: for network file systems'; Value = 'other' }
        '--metrics' = @{ About = 'Serve /metrics (Prometheus) and /health on this port of 127.0.0.1; 0 lets the system choose one'; Value = 'other' }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
        '--source-id' = @{ About = 'Names where the records come from, so that a second run gives them the same ids'; Value = 'other' }
      }
    }
    'test-message' = @{
      About = 'send one event, and show each step with its time: name, connect, send, confirm'
      Argument = 'other'
      Flags = [ordered]@{
        '--timestamp' = @{ About = 'the time of the event (default: now)'; Value = 'other' }
        '--failover' = @{ About = 'refuse the first target on purpose: the event must come out at the fallback'; Value = 'none' }
        '--json' = @{ About = 'print one JSON object'; Value = 'none' }
        '--to' = @{ About = 'Where to ship to: tcp://host:5000, beats://host:5044, udp://host:5001, http(s)://host:9200, kafka://broker:9092/topic, stdout: or file:folder; given twice, the second is the fallback'; Value = 'other' }
        '--no-logstash' = @{ About = 'Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch'; Value = 'none' }
        '--host' = @{ About = 'Name or address of Logstash; several, separated by commas, share the events'; Value = 'other' }
        '--protocol' = @{ About = 'How to talk to Logstash: tcp, udp or beats'; Value = @('tcp', 'udp', 'beats') }
        '--port' = @{ About = 'Port of Logstash'; Value = 'other' }
        '--timeout' = @{ About = 'Seconds to find and connect to Logstash; fractions are allowed'; Value = 'other' }
        '--max-retries' = @{ About = 'How often to try again after the first attempt failed'; Value = 'other' }
        '--retry-delay' = @{ About = 'Seconds to wait before each further attempt; fractions are allowed'; Value = 'other' }
        '--tls' = @{ About = 'Encrypt the way to Logstash: tcp and beats'; Value = 'none' }
        '--insecure' = @{ About = 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run'; Value = 'none' }
        '--elasticsearch' = @{ About = 'Addresses of Elasticsearch nodes, separated by commas: the fallback, and the target without Logstash'; Value = 'other' }
        '--kafka' = @{ About = 'Brokers of Kafka, separated by commas (port 9092 unless it is given): events go there in place of Logstash'; Value = 'other' }
        '--topic' = @{ About = 'The topic of Kafka that events go to'; Value = 'other' }
        '--tenant' = @{ About = 'Tenant of events that name none; it is part of the index name'; Value = 'other' }
        '--source' = @{ About = 'Field source of events that have none'; Value = 'other' }
        '--environment' = @{ About = 'Field environment of events that have none, and the tag env:<name>'; Value = 'other' }
        '--service' = @{ About = 'Field service_name of events that have none, and the tag service:<name>'; Value = 'other' }
        '--set' = @{ About = 'A field to set on every event, whatever it says itself; may be given more than once'; Value = 'other' }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
      }
    }
    'rejects' = @{
      About = 'list the records that could not be delivered, by reason, file and time'
      Argument = 'other'
      Flags = [ordered]@{
        '--since' = @{ About = 'only what was rejected in this time: 30m, 2h'; Value = 'other' }
        '--reason' = @{ About = 'only reasons that hold this text'; Value = 'other' }
        '--by' = @{ About = 'count by reason and file, by file, or by time'; Value = 'other' }
        '--originals' = @{ About = 'print the records themselves as they stood in their files, a line each'; Value = 'none' }
        '--json' = @{ About = 'print one JSON object'; Value = 'none' }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
      }
    }
    'replay' = @{
      About = 'send rejected records again, once the cause is mended: what is delivered leaves the rejects'
      Argument = 'other'
      Flags = [ordered]@{
        '--since' = @{ About = 'only what was rejected in this time: 30m, 2h'; Value = 'other' }
        '--reason' = @{ About = 'only reasons that hold this text'; Value = 'other' }
        '--dry-run' = @{ About = 'print the events as NDJSON, and send nothing'; Value = 'none' }
        '--json' = @{ About = 'print the result as one JSON object'; Value = 'none' }
        '--to' = @{ About = 'Where to ship to: tcp://host:5000, beats://host:5044, udp://host:5001, http(s)://host:9200, kafka://broker:9092/topic, stdout: or file:folder; given twice, the second is the fallback'; Value = 'other' }
        '--ordered' = @{ About = 'Keep the order within a file: one window at a time, and of several hosts one as long as it can be used'; Value = 'none' }
        '--no-logstash' = @{ About = 'Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch'; Value = 'none' }
        '--host' = @{ About = 'Name or address of Logstash; several, separated by commas, share the events'; Value = 'other' }
        '--protocol' = @{ About = 'How to talk to Logstash: tcp, udp or beats'; Value = @('tcp', 'udp', 'beats') }
        '--port' = @{ About = 'Port of Logstash'; Value = 'other' }
        '--timeout' = @{ About = 'Seconds to find and connect to Logstash; fractions are allowed'; Value = 'other' }
        '--max-retries' = @{ About = 'How often to try again after the first attempt failed'; Value = 'other' }
        '--retry-delay' = @{ About = 'Seconds to wait before each further attempt; fractions are allowed'; Value = 'other' }
        '--retry-backoff' = @{ About = 'Whether the waits between attempts stay the same or grow: fixed or exponential'; Value = @('fixed', 'exponential') }
        '--retry-for' = @{ About = 'Go on trying for this long, whatever the number of retries'; Value = 'other' }
        '--deadline' = @{ About = 'End the whole run after this long; what is not delivered by then stays pending'; Value = 'other' }
        '--batch-size' = @{ About = 'Events in a batch: what Beats windows begin with, and what UDP sends without a pause'; Value = 'other' }
        '--tls' = @{ About = 'Encrypt the way to Logstash: tcp and beats'; Value = 'none' }
        '--insecure' = @{ About = 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run'; Value = 'none' }
        '--elasticsearch' = @{ About = 'Addresses of Elasticsearch nodes, separated by commas: the fallback, and the target without Logstash'; Value = 'other' }
        '--kafka' = @{ About = 'Brokers of Kafka, separated by commas (port 9092 unless it is given): events go there in place of Logstash'; Value = 'other' }
        '--topic' = @{ About = 'The topic of Kafka that events go to'; Value = 'other' }
        '--tenant' = @{ About = 'Tenant of events that name none; it is part of the index name'; Value = 'other' }
        '--pin-tenant' = @{ About = 'Reject events that name another tenant'; Value = 'none' }
        '--source' = @{ About = 'Field source of events that have none'; Value = 'other' }
        '--environment' = @{ About = 'Field environment of events that have none, and the tag env:<name>'; Value = 'other' }
        '--service' = @{ About = 'Field service_name of events that have none, and the tag service:<name>'; Value = 'other' }
        '--set' = @{ About = 'A field to set on every event, whatever it says itself; may be given more than once'; Value = 'other' }
        '--ecs-meta' = @{ About = 'Add host.name, log.file.path and log.offset to events that have no such fields'; Value = 'none' }
        '--format' = @{ About = 'What a file holds: ndjson, json (an array or objects in a row), text, or auto to find out'; Value = @('auto', 'ndjson', 'json', 'text') }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
      }
    }
    'stats' = @{
      About = 'is the target there, and what have all runs delivered since the last reset?'
      Argument = 'none'
      Flags = [ordered]@{
        '--json' = @{ About = 'print one JSON object'; Value = 'none' }
        '--fail-below' = @{ About = 'end with exit code 1 if the success rate is lower: 0.99'; Value = 'other' }
        '--to' = @{ About = 'Where to ship to: tcp://host:5000, beats://host:5044, udp://host:5001, http(s)://host:9200, kafka://broker:9092/topic, stdout: or file:folder; given twice, the second is the fallback'; Value = 'other' }
        '--host' = @{ About = 'Name or address of Logstash; several, separated by commas, share the events'; Value = 'other' }
        '--protocol' = @{ About = 'How to talk to Logstash: tcp, udp or beats'; Value = @('tcp', 'udp', 'beats') }
        '--port' = @{ About = 'Port of Logstash'; Value = 'other' }
        '--timeout' = @{ About = 'Seconds to find and connect to Logstash; fractions are allowed'; Value = 'other' }
        '--tls' = @{ About = 'Encrypt the way to Logstash: tcp and beats'; Value = 'none' }
        '--insecure' = @{ About = 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run'; Value = 'none' }
        '--kafka' = @{ About = 'Brokers of Kafka, separated by commas (port 9092 unless it is given): events go there in place of Logstash'; Value = 'other' }
        '--topic' = @{ About = 'The topic of Kafka that events go to'; Value = 'other' }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
      }
    }
    'reset' = @{
      About = 'set the statistics back to zero; checkpoints and rejects stay'
      Argument = 'none'
      Flags = [ordered]@{
        '-y' = @{ About = 'do not ask; needed where there is no terminal'; Value = 'none' }
        '--yes' = @{ About = 'do not ask; needed where there is no terminal'; Value = 'none' }
        '--state-dir' = @{ About = 'Folder of checkpoints, statistics and rejects'; Value = 'folder' }
      }
    }
    'config' = @{
      About = 'show every setting with its value and where it comes from; secrets are masked'
      Argument = 'none'
      Flags = [ordered]@{
        '--json' = @{ About = 'print one JSON object: value, origin and variable by setting'; Value = 'none' }
      }
    }
    'receive' = @{
      About = 'receive events on this machine, as Logstash would: to try things out and to test with'
      Argument = 'none'
      Flags = [ordered]@{
        '--tcp' = @{ About = 'take connections here; 0: any free port (default: 5000)'; Value = 'other' }
        '--udp' = @{ About = 'take datagrams here; 0: any free port (default: 5001)'; Value = 'other' }
        '--beats' = @{ About = 'take what Beats send (lumberjack 2) here; 0: any free port'; Value = 'other' }
        '--http' = @{ About = 'take bulk requests here, as Elasticsearch would; 0: any free port'; Value = 'other' }
        '--listen' = @{ About = 'listen on this address'; Value = 'other' }
        '--tls' = @{ About = 'encrypt all but UDP, by a certificate that is made for it'; Value = 'none' }
        '--tls-cert' = @{ About = 'the certificate to show (PEM), with those that vouch for it behind it'; Value = 'file' }
        '--tls-key' = @{ About = 'its key (PEM)'; Value = 'file' }
        '--tls-ca' = @{ About = 'take only clients with a certificate of this authority (PEM)'; Value = 'file' }
        '--fail' = @{ About = 'go wrong on purpose: reset, slow, refuse, 429 or 413, with a rate (reset:0.1) and a delay (slow:0.1:5s)'; Value = 'other' }
        '--fail-seed' = @{ About = 'go wrong in the same places as a run before'; Value = 'other' }
        '--out' = @{ About = 'write logs-{tenant}-YYYY.MM.ndjson here; without it events are printed'; Value = 'folder' }
        '--json' = @{ About = 'report as NDJSON on stdout: where it listens, then the counts'; Value = 'none' }
      }
    }
    'setup' = @{
      About = 'set up what receives the events; running it again changes nothing'
      Argument = @('elasticsearch', 'logstash')
      Flags = [ordered]@{
        '--retention' = @{ About = 'delete events after this time: 30d, 12h (default: keep them)'; Value = 'other' }
        '--dry-run' = @{ About = 'print the requests as they would be sent, and change nothing'; Value = 'none' }
        '--overwrite' = @{ About = 'replace a template of the same name that somebody has changed'; Value = 'none' }
        '--json' = @{ About = 'print one JSON object'; Value = 'none' }
        '--insecure' = @{ About = 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run'; Value = 'none' }
        '--elasticsearch' = @{ About = 'Addresses of Elasticsearch nodes, separated by commas: the fallback, and the target without Logstash'; Value = 'other' }
        '--out' = @{ About = 'write it to this file (default: to standard output)'; Value = 'file' }
        '--force' = @{ About = 'replace the file where it is there'; Value = 'none' }
        '--settings' = @{ About = 'write what belongs into logstash.yml instead: queue on disk, dead letter queue'; Value = 'none' }
        '--kafka' = @{ About = 'read from Kafka as well: b1:9092,b2:9092'; Value = 'other' }
        '--topic' = @{ About = 'the topic to read from'; Value = 'other' }
      }
    }
    'help' = @{
      About = 'print the help of a command'
      Argument = @('upload', 'tail', 'test-message', 'rejects', 'replay', 'stats', 'reset', 'config', 'receive', 'setup', 'help')
      Flags = [ordered]@{

      }
    }
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
