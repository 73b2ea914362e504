/* Counts what a process does to the files below one folder, and at one step kills it or
   has no room left. Loaded with LD_PRELOAD, so it sees Python, SQLite and Rust alike. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NEVER, KILL, FULL };

static char root[4096];
static int fault;
static long target, steps;

void fault_arm(const char *folder, int kind, long step)
{
    snprintf(root, sizeof root, "%s", folder);
    fault = kind;
    target = step;
    steps = 0;
}

long fault_steps(void) { return steps; }

static int is_below(const char *path) { return !strncmp(path, root, strlen(root)); }

static int has_file(int file)
{
    char link[64], path[4096];
    if (!*root)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_below(path);
}

static int has_path(int folder, const char *path)
{
    if (!*root)
        return 0;
    return *path == '/' ? is_below(path) : folder != AT_FDCWD && has_file(folder);
}

/* Whether a step on the disk fails for want of room. */
static int step(int needs_room)
{
    long now = __atomic_add_fetch(&steps, 1, __ATOMIC_SEQ_CST);
    if (fault == KILL && now == target)
        kill(getpid(), SIGKILL);
    if (fault == FULL && now >= target && needs_room) {
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

#define OPEN(name, parameters, arguments, folder)                                     \
    int name parameters                                                               \
    {                                                                                 \
        static int(*real) parameters;                                                 \
        if (!real)                                                                    \
            real = (int(*) parameters)dlsym(RTLD_NEXT, #name);                        \
        mode_t mode = 0;                                                              \
        if (flags & (O_CREAT | O_TMPFILE)) {                                          \
            va_list rest;                                                             \
            va_start(rest, flags);                                                    \
            mode = va_arg(rest, mode_t);                                              \
            va_end(rest);                                                             \
        }                                                                             \
        if (flags & (O_WRONLY | O_RDWR) && has_path(folder, path)) {                  \
            int makes = flags & O_CREAT && faccessat(folder, path, F_OK, 0);          \
            if (step(makes))                                                          \
                return -1;                                                            \
        }                                                                             \
        return real arguments;                                                        \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode), at)
OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode), at)

#define ON_FILE(type, name, needs_room, parameters, arguments)                        \
    type name parameters                                                              \
    {                                                                                 \
        static type(*real) parameters;                                                \
        if (!real)                                                                    \
            real = (type(*) parameters)dlsym(RTLD_NEXT, #name);                       \
        if (has_file(file) && step(needs_room))                                       \
            return -1;                                                                \
        return real arguments;                                                        \
    }

ON_FILE(ssize_t, write, 1, (int file, const void *data, size_t size),
        (file, data, size))
ON_FILE(ssize_t, pwrite, 1, (int file, const void *data, size_t size, off_t at),
        (file, data, size, at))
ON_FILE(ssize_t, pwrite64, 1, (int file, const void *data, size_t size, off64_t at),
        (file, data, size, at))
ON_FILE(ssize_t, writev, 1, (int file, const struct iovec *data, int count),
        (file, data, count))
ON_FILE(int, ftruncate, 0, (int file, off_t size), (file, size))
ON_FILE(int, ftruncate64, 0, (int file, off64_t size), (file, size))

/* What a killed process wrote is there without forcing it to disk, which is slow. */
#define SYNC(name)                                                                    \
    int name(int file)                                                                \
    {                                                                                 \
        static int (*real)(int);                                                      \
        if (!real)                                                                    \
            real = (int (*)(int))dlsym(RTLD_NEXT, #name);                             \
        if (!has_file(file))                                                          \
            return real(file);                                                        \
        step(0);                                                                      \
        return 0;                                                                     \
    }

SYNC(fsync)
SYNC(fdatasync)

#define ON_PATH(name, needs_room, folder, path, parameters, arguments)                \
    int name parameters                                                               \
    {                                                                                 \
        static int(*real) parameters;                                                 \
        if (!real)                                                                    \
            real = (int(*) parameters)dlsym(RTLD_NEXT, #name);                        \
        if (has_path(folder, path) && step(needs_room))                               \
            return -1;                                                                \
        return real arguments;                                                        \
    }

ON_PATH(unlink, 0, AT_FDCWD, path, (const char *path), (path))
ON_PATH(unlinkat, 0, folder, path, (int folder, const char *path, int flags),
        (folder, path, flags))
ON_PATH(rmdir, 0, AT_FDCWD, path, (const char *path), (path))
ON_PATH(mkdir, 1, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))
ON_PATH(rename, 0, AT_FDCWD, to, (const char *from, const char *to), (from, to))
