/* A disk that fails: loaded before the C library, it answers EIO for files under HEARBACK_BROKEN_UNDER
   while the file HEARBACK_BROKEN_SWITCH exists. Its content is how many of 1,000 writes and syncs fail.
   Under HEARBACK_TOLD_UNDER it says each time that a file was synced.
   Writes fail before they happen, or after half of them did: both are what real disks do. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int chance(void) {
    const char *name = getenv("HEARBACK_BROKEN_SWITCH");
    char text[16] = {0};
    int file, many = 0;
    if (!name || (file = open(name, O_RDONLY)) < 0) return 0;
    if (read(file, text, sizeof text - 1) > 0) many = atoi(text);
    close(file);
    return many;
}

static int hit(int fd) {
    const char *under = getenv("HEARBACK_BROKEN_UNDER");
    char link[64], path[4096];
    ssize_t length;
    int many;
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((length = readlink(link, path, sizeof path - 1)) < 0) return 0;
    path[length] = 0;
    if (strncmp(path, under, strlen(under)) != 0) return 0;
    if ((many = chance()) == 0) return 0;
    return random() % 1000 < many;
}

static int under(int fd) {
    const char *where = getenv("HEARBACK_TOLD_UNDER");
    char link[64], path[4096];
    ssize_t length;
    if (!where) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((length = readlink(link, path, sizeof path - 1)) < 0) return 0;
    path[length] = 0;
    return strncmp(path, where, strlen(where)) == 0;
}

/* Says on standard error that the disk has it, once it has. */
static int told(int fd, int answer) {
    if (answer == 0 && under(fd) && write(2, "synced\n", 7) != 7) return -1;
    return answer;
}

static int broken(void) { errno = EIO; return -1; }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *bytes, size_t many, off64_t at) {
    if (!hit(fd)) return REAL(pwrite64)(fd, bytes, many, at);
    if (random() % 2 && many > 1) REAL(pwrite64)(fd, bytes, many / 2, at);
    return broken();
}
ssize_t pwrite(int fd, const void *bytes, size_t many, off_t at) { return pwrite64(fd, bytes, many, at); }
ssize_t write(int fd, const void *bytes, size_t many) {
    return hit(fd) ? broken() : REAL(write)(fd, bytes, many);
}
int fsync(int fd) { return hit(fd) ? broken() : told(fd, REAL(fsync)(fd)); }
int fdatasync(int fd) { return hit(fd) ? broken() : told(fd, REAL(fdatasync)(fd)); }
int ftruncate64(int fd, off64_t size) { return hit(fd) ? broken() : REAL(ftruncate64)(fd, size); }
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
