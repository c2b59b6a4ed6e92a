/* Copies a file to a port of 127.0.0.1 untouched, and waits until the peer has read it: copy FILE PORT. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int from = open(argv[1], O_RDONLY), to = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (from < 0 || connect(to, (void *)&address, sizeof address)) return 1;
  ssize_t sent;
  while ((sent = sendfile(to, from, NULL, 1 << 30)) > 0) continue;
  shutdown(to, SHUT_WR);
  char end;
  return sent < 0 || read(to, &end, 1) != 0;
}
