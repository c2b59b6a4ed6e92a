#!/usr/bin/env bash
# Run by the service "setup" of docker-compose.yml. Running it again changes nothing but the passwords.
set -euo pipefail
cd /usr/share/elasticsearch

certs=config/certs
if [ ! -f "$certs/elasticsearch/elasticsearch.crt" ]; then
  bin/elasticsearch-certutil ca --silent --pem --out "$certs/ca.zip"
  unzip -qo "$certs/ca.zip" -d "$certs"
  printf 'instances:\n  - name: elasticsearch\n    dns: [elasticsearch, localhost]\n    ip: [127.0.0.1]\n' >"$certs/instances.yml"
  bin/elasticsearch-certutil cert --silent --pem --in "$certs/instances.yml" --out "$certs/certs.zip" \
    --ca-cert "$certs/ca/ca.crt" --ca-key "$certs/ca/ca.key"
  unzip -qo "$certs/certs.zip" -d "$certs"
  rm "$certs"/*.zip
fi
# All that use them run with group 0.
chown -R root:root "$certs"
find "$certs" -type d -exec chmod 750 {} +
find "$certs" -type f -exec chmod 640 {} +

call() {
  curl -sf --cacert "$certs/ca/ca.crt" -u "elastic:$ELASTIC_PASSWORD" -H 'content-type: application/json' "$@"
}
until call -o /dev/null https://elasticsearch:9200; do sleep 2; done

call -X POST https://elasticsearch:9200/_security/user/kibana_system/_password \
  -d "{\"password\":\"$KIBANA_PASSWORD\"}"
call -X PUT https://elasticsearch:9200/_security/role/logstash_writer -d '{
  "cluster": ["monitor"],
  "indices": [{ "names": ["logs-*", "unrouted-*"], "privileges": ["auto_configure", "create_doc"] }]
}'
call -X PUT https://elasticsearch:9200/_security/user/logstash_writer \
  -d "{\"password\":\"$LOGSTASH_WRITER_PASSWORD\",\"roles\":[\"logstash_writer\"]}"
