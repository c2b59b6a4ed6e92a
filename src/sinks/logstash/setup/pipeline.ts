/** What a pipeline may read beside its own ports. */
export interface PipelineOptions {
  /** Read from Kafka as well. */
  readonly kafka?: { readonly brokers: string; readonly topic: string } | undefined;
}

/** What a tenant can't have in its name: the rules are those of Elasticsearch for the name of an index. */
const TENANT = String.raw`/\A[^\-_+.\\\/*?"<>|,#:\s\p{Lu}][^\\\/*?"<>|,#:\s\p{Lu}]{0,99}\z/`;

/** A Logstash pipeline for what logship ships, and for what others send to the same ports. */
export function logstashPipeline({ kafka }: PipelineOptions = {}): string {
  return `# A Logstash pipeline for logship; "logship setup logstash" writes it.
# Written for Logstash 8.13 and later with pipeline.ecs_compatibility: v8, which is the default.
#
# Environment: ELASTICSEARCH_URL, ELASTICSEARCH_USERNAME, ELASTICSEARCH_PASSWORD (or the keystore of Logstash), and
# ELASTICSEARCH_CA_CERT, the PEM file of the authority that signed the certificate of Elasticsearch.

input {
  tcp {
    port => 5000
    codec => json_lines
    type => "logship-tcp"
  }
  udp {
    port => 5001
    codec => json
    type => "logship-udp"
  }
  beats {
    port => 5044
    type => "logship-beats"
  }
${kafka ? kafkaInput(kafka) : ''}}

filter {
  # Nothing that is sent decides where an event goes, but its tenant.
  mutate { remove_field => ["[@metadata][tenant]", "[@metadata][index]", "[@metadata][input]"] }

  # An event of logship has its id, and the first steps behind it already: time, level and tags are not touched again.
  if ![@metadata][_id] {
    # 1. ISO 8601 timestamp
    if [timestamp] {
      date {
        match => ["timestamp", "ISO8601"]
        target => "@timestamp"
      }
    }

    # 2. level in upper case
    if [level] {
      mutate { uppercase => ["level"] }
    }

    # 4. service tag
    if [service_name] {
      mutate { add_tag => ["service:%{service_name}"] }
    }

    # 5. environment tag
    if [environment] {
      mutate { add_tag => ["env:%{environment}"] }
    }
  }

  # 3. tenant routing. A tenant that can't name an index is not taken for another one: its events go to an index of
  # their own, with a tag.
  if [tenant_id] {
    mutate { add_field => { "[@metadata][tenant]" => "%{tenant_id}" } }
  } else {
    mutate { add_field => { "[@metadata][tenant]" => "default" } }
  }
  if [@metadata][tenant] =~ ${TENANT} {
    mutate { add_field => { "[@metadata][index]" => "logs-%{[@metadata][tenant]}-%{+YYYY.MM}" } }
  } else {
    mutate {
      add_tag => ["_tenant_invalid"]
      add_field => { "[@metadata][index]" => "unrouted-%{+YYYY.MM}" }
    }
  }

  # 6. JSON messages, into a field of their own: no log text can set a tenant, a time or a level.
  if ![message_json] and [message] =~ /\\A\\s*\\{/ {
    json {
      source => "message"
      target => "message_json"
      skip_on_invalid_json => true
    }
  }

  # 7. GeoIP. An address that is not known, such as a private one, is no failure.
  if [client][ip] {
    geoip {
      source => "[client][ip]"
      target => "client"
      tag_on_failure => []
    }
  } else if [client_ip] {
    geoip {
      source => "client_ip"
      target => "geoip"
      tag_on_failure => []
    }
  }

  # 8. metadata: when it was processed, and which input it came by. The type of the input does not stay in the document.
  mutate { add_field => { "logstash_processed_at" => "%{{TIME_NOW}}" } }
  if [type] in ["logship-tcp", "logship-udp", "logship-beats"${kafka ? ', "logship-kafka"' : ''}] {
    mutate { rename => { "type" => "[@metadata][input]" } }
  }
}

output {
  # With its id, an event that comes twice is one document. "create" is what data streams take.
  if [@metadata][_id] {
    elasticsearch {
${destination('      document_id => "%{[@metadata][_id]}"\n')}    }
  } else {
    elasticsearch {
${destination('')}    }
  }
}
`;
}

function kafkaInput({ brokers, topic }: NonNullable<PipelineOptions['kafka']>): string {
  return `  kafka {
    bootstrap_servers => "${brokers}"
    topics => ["${topic}"]
    group_id => "logstash"
    auto_offset_reset => "earliest"
    codec => json
    type => "logship-kafka"
  }
`;
}

function destination(id: string): string {
  return `      hosts => ["\${ELASTICSEARCH_URL:https://elasticsearch:9200}"]
      user => "\${ELASTICSEARCH_USERNAME:logstash_writer}"
      password => "\${ELASTICSEARCH_PASSWORD}"
      ssl_certificate_authorities => ["\${ELASTICSEARCH_CA_CERT:/usr/share/logstash/certs/ca.crt}"]
      index => "%{[@metadata][index]}"
${id}      action => "create"
      http_compression => true
      data_stream => false
      manage_template => false
`;
}

/** What belongs into `logstash.yml` beside it. */
export const LOGSTASH_SETTINGS = `# Settings of Logstash for logship; "logship setup logstash --settings" writes them.
api.http.host: 0.0.0.0
pipeline.ecs_compatibility: v8

# What was read and not yet written survives a Logstash that is killed. Its default, a queue in memory, does not.
queue.type: persisted
queue.max_bytes: 4gb

# What Elasticsearch refuses for good is kept: path.data/dead_letter_queue, read by the dead_letter_queue input.
dead_letter_queue.enable: true
dead_letter_queue.max_bytes: 1gb
`;
