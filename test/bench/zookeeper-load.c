// zookeeper-load OP SERVERS [--clients N] [--seconds S] [--warm S] [--depth N] [--size BYTES] [--count N] [--root PATH]
// Raw ZooKeeper frames over sockets, one thread: costs a few microseconds a request, so that it is not what is measured.
// SERVERS: host:port,host:port (IPv4), clients in turn. Prints one line of JSON; START and END on stderr around the load.
//   create  each client makes node after node          set, get  each client writes or reads a node of its own
//   mixed   nine reads for a write                     fill      makes --count nodes
//   watch   sets --count exists watches, says HELD on stderr, and keeps them until stdin ends
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { CREATE = 1, EXISTS = 3, GET = 4, SET = 5, MOST_DEPTH = 256, ROOM = 1 << 20 };

typedef struct {
  int fd, id, waiting, xid;
  long made, sent;
  double since[MOST_DEPTH];
  int used;
  unsigned char in[ROOM];
} Client;

static const char *op, *root = "/bench";
static int clientCount = 1, depth = 1, size = 100, nodeExists = -110;
static double seconds = 3, warm = 0;
static long fillCount = 0, taken = 0;
static float *latencies;
static long measured = 0, mostMeasured = 0;
static char *payload;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  printf("{\"error\":\"%s: %s\"}\n", what, errno ? strerror(errno) : "");
  exit(1);
}

static unsigned char *int32(unsigned char *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
  return at + 4;
}

static unsigned char *bytes(unsigned char *at, const char *from, int length) {
  at = int32(at, length);
  memcpy(at, from, length);
  return at + length;
}

static void put(Client *c, unsigned char *frame, unsigned char *end) {
  int32(frame, end - frame - 4);
  for (unsigned char *at = frame; at < end;) {
    ssize_t done = write(c->fd, at, end - at);
    if (done < 0) fail("write");
    at += done;
  }
}

static void request(Client *c, int type, const char *path, int watch) {
  unsigned char frame[4096 + (1 << 17)];
  unsigned char *at = int32(int32(frame + 4, c->xid++), type);
  at = bytes(at, path, strlen(path));
  if (type == CREATE || type == SET) at = bytes(at, payload, size);
  if (type == CREATE) {
    at = int32(int32(at, 1), 31);
    at = bytes(bytes(at, "world", 5), "anyone", 6);
    at = int32(at, 0);
  } else if (type == SET) at = int32(at, -1);
  else *at++ = watch;
  c->since[c->sent++ % MOST_DEPTH] = now();
  c->waiting++;
  put(c, frame, at);
}

/** The client's next request; 0 when it has none. */
static int next(Client *c) {
  char path[256];
  int type = GET;
  if (!strcmp(op, "fill") || !strcmp(op, "watch")) {
    if (taken >= fillCount) return 0;
    long n = taken++;
    snprintf(path, sizeof path, "%s/%ld/n%ld", root, n / 1000, n);
    request(c, op[0] == 'f' ? CREATE : EXISTS, path, op[0] == 'w');
    return 1;
  }
  if (!strcmp(op, "create")) {
    snprintf(path, sizeof path, "%s/c%d/n%ld", root, c->id, c->made++);
    request(c, CREATE, path, 0);
    return 1;
  }
  if (!strcmp(op, "set") || (!strcmp(op, "mixed") && c->made++ % 10 == 0)) type = SET;
  snprintf(path, sizeof path, "%s/c%d", root, c->id);
  request(c, type, path, 0);
  return 1;
}

/** Waits for whole frames; gives their number, each checked for its error. */
static int answers(Client *c) {
  ssize_t got = read(c->fd, c->in + c->used, ROOM - c->used);
  if (got <= 0) fail("the server hung up");
  c->used += got;
  int count = 0, at = 0;
  while (c->used - at >= 4) {
    int length = ntohl(*(uint32_t *)(c->in + at));
    if (length + 4 > ROOM) fail("a frame too long");
    if (c->used - at < length + 4) break;
    int xid = ntohl(*(uint32_t *)(c->in + at + 4)), err = ntohl(*(uint32_t *)(c->in + at + 16));
    at += 4 + length;
    if (xid < 0) continue;
    if (err && err != nodeExists) fail("an answer with an error");
    count++;
  }
  memmove(c->in, c->in + at, c->used - at);
  c->used -= at;
  return count;
}

static Client *join(int id, char *server) {
  Client *c = calloc(1, sizeof *c);
  struct sockaddr_in to = {.sin_family = AF_INET};
  char *colon = strchr(server, ':');
  char host[64] = {0};
  memcpy(host, server, colon - server);
  inet_pton(AF_INET, host, &to.sin_addr);
  to.sin_port = htons(atoi(colon + 1));
  c->id = id;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
  unsigned char frame[64] = {0};
  int32(frame + 16, 60000);
  unsigned char *end = int32(frame + 28, 16) + 17;
  put(c, frame, end);
  int length = 4;
  for (int got = 0; got < length; got += 1) {
    if (read(c->fd, c->in + got, 1) != 1) fail("handshake");
    if (got == 3) length = 4 + ntohl(*(uint32_t *)c->in);
  }
  return c;
}

static void ensure(Client *c, const char *path) {
  request(c, CREATE, path, 0);
  while (answers(c) == 0);
  c->waiting = 0;
}

static int byValue(const void *a, const void *b) {
  float x = *(float *)a, y = *(float *)b;
  return x < y ? -1 : x > y;
}

static double at(double share) {
  return measured ? latencies[(long)(share * (measured - 1))] * 1000 : 0;
}

static void told(const char *word) {
  fprintf(stderr, "%s\n", word);
  fflush(stderr);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  op = argv[1];
  char *servers[16];
  int serverCount = 0;
  for (char *s = strtok(argv[2], ","); s; s = strtok(NULL, ",")) servers[serverCount++] = s;
  for (int i = 3; i + 1 < argc; i += 2) {
    char *name = argv[i] + 2, *value = argv[i + 1];
    if (!strcmp(name, "clients")) clientCount = atoi(value);
    if (!strcmp(name, "seconds")) seconds = atof(value);
    if (!strcmp(name, "warm")) warm = atof(value);
    if (!strcmp(name, "depth")) depth = atoi(value);
    if (!strcmp(name, "size")) size = atoi(value);
    if (!strcmp(name, "count")) fillCount = atol(value);
    if (!strcmp(name, "root")) root = value;
  }
  if (depth > MOST_DEPTH) depth = MOST_DEPTH;
  payload = calloc(1, size + 1);
  memset(payload, 'x', size);
  mostMeasured = 4 << 20;
  latencies = malloc(mostMeasured * sizeof *latencies);
  Client **clients = calloc(clientCount, sizeof *clients);
  int poll = epoll_create1(0);
  for (int i = 0; i < clientCount; i++) {
    Client *c = clients[i] = join(i, servers[i % serverCount]);
    char path[256];
    ensure(c, root);
    snprintf(path, sizeof path, "%s/c%d", root, i);
    if (strcmp(op, "fill") && strcmp(op, "watch")) ensure(c, path);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &event);
  }
  if (!strcmp(op, "fill")) {
    for (long n = 0; n < fillCount; n += 1000) {
      char path[256];
      snprintf(path, sizeof path, "%s/%ld", root, n / 1000);
      ensure(clients[0], path);
    }
  }
  for (int i = 0; i < clientCount; i++) for (int d = 0; d < depth; d++) next(clients[i]);
  double begun = now() + warm, end = begun + seconds;
  int counts = fillCount > 0, isWarm = warm == 0, waiting = 1;
  if (isWarm) told("START");
  double last = begun;
  while (waiting) {
    struct epoll_event ready[128];
    int n = epoll_wait(poll, ready, 128, 1000);
    double time = now();
    if (!isWarm && time >= begun) {
      isWarm = 1;
      begun = time;
      end = begun + seconds;
      told("START");
    }
    int over = !counts && time >= end;
    for (int i = 0; i < n; i++) {
      Client *c = ready[i].data.ptr;
      for (int got = answers(c); got > 0; got--) {
        double since = c->since[(c->sent - c->waiting) % MOST_DEPTH];
        c->waiting--;
        if (isWarm && !over && measured < mostMeasured) {
          latencies[measured++] = now() - since;
          last = now();
        }
        if (!over) next(c);
      }
    }
    waiting = 0;
    for (int i = 0; i < clientCount; i++) waiting += clients[i]->waiting;
    if (over) break;
  }
  told("END");
  qsort(latencies, measured, sizeof *latencies, byValue);
  if (!strcmp(op, "watch")) {
    told("HELD");
    while (read(0, payload, 1) > 0);
  }
  printf("{\"ops\":%ld,\"perSecond\":%.1f,\"p50\":%.4f,\"p99\":%.4f,\"max\":%.4f}\n", measured,
    measured / (last > begun ? last - begun : 1e-9), at(0.5), at(0.99), at(1));
  return 0;
}
