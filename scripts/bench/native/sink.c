/*
 * A sink that counts and keeps nothing: sink tcp|http|beats LINES [PORT], on a free port of 127.0.0.1 or on this one.
 *
 * tcp: JSON lines on any number of connections; each is closed once the peer's FIN was read, and not before.
 * http: an Elasticsearch that takes every document of a _bulk request, and says hello to any other.
 * beats: lumberjack v2, windows of JSON frames that are not compressed; each is acknowledged behind its last event.
 *
 * Prints READY and its port, AT and the count of lines (documents) while it grows, FULL once LINES are there. When
 * its standard input ends it prints lines, bytes and its own CPU-seconds, then the first two lines that it got.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1 << 20, HEAD = 1 << 14, PEERS = 256, PEEK = 1 << 14 };

struct peer {
  char head[HEAD + 1];
  size_t held;      /* bytes of the head of a request, or of a frame, so far */
  long long body;   /* bytes of its body that are still to come */
  long long window; /* events of the window that are still to come */
  long long feeds;  /* line ends in its body */
  int bulk, brief;
};

static struct pollfd polls[PEERS + 2];
static struct peer *peers[PEERS + 2];
static int open_polls = 2, http, beats;
static long long bytes, feeds, events, wanted;
static char chunk[CHUNK], peek[PEEK + 1];
static size_t peeked;

static long long count_feeds(const char *at, size_t length) {
  long long count = 0;
  /* Blocks so short that a byte can hold their count: the compiler makes vectors of them. */
  for (; length >= 128; at += 128, length -= 128) {
    unsigned char few = 0;
    for (int i = 0; i < 128; i++) few += at[i] == '\n';
    count += few;
  }
  while (length--) count += *at++ == '\n';
  return count;
}

static long long take(const char *at, size_t length) {
  if (peeked < PEEK) {
    size_t more = length < PEEK - peeked ? length : PEEK - peeked;
    memcpy(peek + peeked, at, more);
    peeked += more;
  }
  long long more = count_feeds(at, length);
  bytes += length;
  feeds += more;
  return more;
}

static long long lines(void) { return http ? feeds / 2 : beats ? events : feeds; }

static int send_all(int fd, const char *at, size_t length) {
  while (length > 0) {
    ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    at += sent;
    length -= sent;
  }
  return 0;
}

static int answer(int fd, const char *body, size_t length) {
  char head[256];
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 200 OK\r\nx-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\n"
                      "content-length: %zu\r\n\r\n", length);
  return send_all(fd, head, size) || send_all(fd, body, length) ? -1 : 0;
}

static int answer_bulk(int fd, struct peer *peer) {
  static const char item[] = "{\"create\":{\"status\":201}},";
  long long documents = peer->feeds / 2;
  char *text = malloc(64 + documents * sizeof item);
  char *at = text + sprintf(text, peer->brief ? "{\"errors\":false,\"items\":[" : "{\"took\":1,\"errors\":false,\"items\":[");
  for (long long i = 0; i < documents; i++, at += sizeof item - 1) memcpy(at, item, sizeof item - 1);
  if (documents > 0) at--;
  at += sprintf(at, "]}");
  int result = answer(fd, text, at - text);
  free(text);
  return result;
}

static int end_request(int fd, struct peer *peer) {
  static const char hello[] = "{\"name\":\"sink\",\"cluster_name\":\"sink\",\"version\":{\"number\":\"8.19.0\"},"
                              "\"tagline\":\"You Know, for Search\"}";
  int head_only = !strncmp(peer->head, "HEAD ", 5);
  int result = peer->bulk ? answer_bulk(fd, peer) : answer(fd, hello, head_only ? 0 : sizeof hello - 1);
  peer->held = 0;
  return result;
}

static int begin_request(int fd, struct peer *peer) {
  char *length = strcasestr(peer->head, "\r\ncontent-length:");
  peer->body = length ? atoll(length + 17) : 0;
  peer->feeds = 0;
  char *line_end = strstr(peer->head, "\r\n");
  *line_end = 0;
  peer->bulk = strstr(peer->head, "/_bulk") != NULL;
  peer->brief = strstr(peer->head, "filter_path") != NULL;
  *line_end = '\r';
  /* A body without a length would be chunked: no shipper here sends that. */
  if (strcasestr(peer->head, "\r\ntransfer-encoding:")) return -1;
  if (strcasestr(peer->head, "\r\nexpect:")) return send_all(fd, "HTTP/1.1 100 Continue\r\n\r\n", 25);
  return 0;
}

static int take_http(int fd, struct peer *peer, const char *at, size_t length) {
  while (length > 0) {
    if (peer->body > 0) {
      size_t part = (long long)length < peer->body ? length : (size_t)peer->body;
      if (peer->bulk) peer->feeds += take(at, part);
      at += part;
      length -= part;
      peer->body -= part;
      if (peer->body == 0 && end_request(fd, peer)) return -1;
      continue;
    }
    if (peer->held == HEAD) return -1;
    peer->head[peer->held++] = *at++;
    peer->head[peer->held] = 0;
    length--;
    if (peer->held < 4 || memcmp(peer->head + peer->held - 4, "\r\n\r\n", 4)) continue;
    if (begin_request(fd, peer)) return -1;
    if (peer->body == 0 && end_request(fd, peer)) return -1;
  }
  return 0;
}

static long long number_at(const char *at) {
  const unsigned char *byte = (const unsigned char *)at;
  return (long long)byte[0] << 24 | byte[1] << 16 | byte[2] << 8 | byte[3];
}

/* An event of the window is there: the last one is acknowledged by its number. */
static int end_event(int fd, struct peer *peer) {
  char ack[6] = {'2', 'A'};
  events++;
  memcpy(ack + 2, peer->head + 2, 4);
  peer->held = 0;
  return --peer->window == 0 ? send_all(fd, ack, sizeof ack) : 0;
}

static int take_beats(int fd, struct peer *peer, const char *at, size_t length) {
  bytes += length;
  while (length > 0) {
    if (peer->body > 0) {
      size_t part = (long long)length < peer->body ? length : (size_t)peer->body;
      at += part;
      length -= part;
      peer->body -= part;
      if (peer->body == 0 && end_event(fd, peer)) return -1;
      continue;
    }
    peer->head[peer->held++] = *at++;
    length--;
    if (peer->held == 2 && (peer->head[0] != '2' || !strchr("WJ", peer->head[1]))) return -1;
    if (peer->held == 6 && peer->head[1] == 'W') {
      peer->window = number_at(peer->head + 2);
      peer->held = 0;
    }
    if (peer->held == 10) peer->body = number_at(peer->head + 6);
  }
  return 0;
}

static int take_from(int fd, struct peer *peer, const char *at, size_t length) {
  if (http) return take_http(fd, peer, at, length);
  if (beats) return take_beats(fd, peer, at, length);
  take(at, length);
  return 0;
}

static void accept_peer(void) {
  int fd = accept(polls[0].fd, NULL, NULL);
  if (fd < 0 || open_polls == PEERS + 2) exit(1);
  peers[open_polls] = calloc(1, sizeof(struct peer));
  polls[open_polls++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

static void read_peer(int index) {
  int fd = polls[index].fd;
  ssize_t got = recv(fd, chunk, CHUNK, 0);
  if (got > 0 && !take_from(fd, peers[index], chunk, got)) return;
  close(fd);
  free(peers[index]);
  polls[index] = polls[--open_polls];
  peers[index] = peers[open_polls];
}

static void say_result(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  peek[peeked] = 0;
  char *second = strchr(peek, '\n'), *end = second ? strchr(second + 1, '\n') : NULL;
  if (end) *end = 0;
  printf("%lld %lld %.6f\n%s\n", lines(), bytes, cpu, peek);
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) return 2;
  http = !strcmp(argv[1], "http");
  beats = !strcmp(argv[1], "beats");
  wanted = atoll(argv[2]);
  setvbuf(stdout, NULL, _IOLBF, 0);

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (argc == 4) address.sin_port = htons(atoi(argv[3]));
  socklen_t size = sizeof address;
  polls[0] = (struct pollfd){.fd = socket(AF_INET, SOCK_STREAM, 0), .events = POLLIN};
  polls[1] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  if (bind(polls[0].fd, (void *)&address, size) || listen(polls[0].fd, 128)) return 1;
  getsockname(polls[0].fd, (void *)&address, &size);
  printf("READY %d\n", ntohs(address.sin_port));

  long long said = 0;
  int full = 0;
  for (time_t last = time(NULL);;) {
    if (poll(polls, open_polls, 1000) < 0) return 1;
    if (polls[1].revents) break;
    for (int i = open_polls - 1; i >= 2; i--) if (polls[i].revents) read_peer(i);
    if (polls[0].revents) accept_peer();
    if (!full && lines() >= wanted) full = printf("FULL\n");
    if (time(NULL) > last && lines() > said) {
      last = time(NULL);
      said = lines();
      printf("AT %lld\n", said);
    }
  }
  say_result();
  return 0;
}
