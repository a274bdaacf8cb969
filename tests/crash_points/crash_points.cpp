#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

/// Linked into a test build of `sscard`. What outlives a process changes by calls of the C library alone:
/// files, locks, connections. Each such call, of the program and of the libraries that it uses, passes here
/// and is a crash point. They are numbered from 1.
///
///     SSCARD_CRASH_AT=N        dies of SIGKILL just before the N-th
///     SSCARD_CRASH_HALFWAY=N   dies of it when half of what the N-th is to write is written
///     SSCARD_CRASH_COUNT=FILE  appends a line for each: its name, and how many bytes it is to write
///
/// What is printed does not pass here: the C library's own streams call what they need directly.
namespace {

[[noreturn]] void die() {
    ::kill(::getpid(), SIGKILL);
    while (true) ::pause();
}

long number_in(const char* variable) {
    const auto* const text = std::getenv(variable);
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

std::FILE* file_in(const char* variable) {
    const auto* const path = std::getenv(variable);
    return path == nullptr ? nullptr : std::fopen(path, "ae");
}

/// Descriptors by which something was changed, or a lock taken: closing them is a crash point too.
std::array<std::atomic<bool>, 1024> touched{};

void touch(int descriptor) {
    if (descriptor >= 0) touched.at(static_cast<std::size_t>(descriptor)) = true;
}

/// The number of this point.
long crash_point(const char* name, std::size_t bytes = 0) {
    static std::atomic<long> passed{0};
    static const auto last = number_in("SSCARD_CRASH_AT");
    static auto* const count = file_in("SSCARD_CRASH_COUNT");
    const auto number = ++passed;
    if (count != nullptr) {
        std::fprintf(count, "%s %zu\n", name, bytes);
        std::fflush(count);
    }
    if (number == last) die();
    return number;
}

void crash_point_at(const char* name, int descriptor) {
    touch(descriptor);
    crash_point(name);
}

template <class Write>
ssize_t writing(const char* name, int descriptor, std::size_t size, Write write) {
    static const auto halfway = number_in("SSCARD_CRASH_HALFWAY");
    touch(descriptor);
    if (crash_point(name, size) != halfway) return write(size);
    write(size / 2);
    die();
}

template <class Open>
int opening(const char* name, int flags, Open open) {
    if ((flags & (O_CREAT | O_TRUNC)) == 0) return open();
    crash_point(name);
    const int descriptor = open();
    touch(descriptor);
    return descriptor;
}

void locking(const char* name, int descriptor, int command) {
    for (const int lock : {F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW})
        if (command == lock) crash_point_at(name, descriptor);
}

/// The function of this name that comes after ours: the library's.
template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* data, size_t size) {
    static auto* const real = next<decltype(::write)>(__func__);
    return writing(__func__, file, size, [&](size_t part) { return real(file, data, part); });
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
    static auto* const real = next<decltype(::pwrite)>(__func__);
    return writing(__func__, file, size, [&](size_t part) { return real(file, data, part, at); });
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
    static auto* const real = next<decltype(::pwrite64)>(__func__);
    return writing(__func__, file, size, [&](size_t part) { return real(file, data, part, at); });
}

ssize_t writev(int file, const iovec* parts, int count) {
    static auto* const real = next<decltype(::writev)>(__func__);
    crash_point_at(__func__, file);
    return real(file, parts, count);
}

ssize_t send(int socket, const void* data, size_t size, int flags) {
    static auto* const real = next<decltype(::send)>(__func__);
    return writing(__func__, socket, size, [&](size_t part) { return real(socket, data, part, flags); });
}

ssize_t sendto(int socket, const void* data, size_t size, int flags, const sockaddr* to, socklen_t length) {
    static auto* const real = next<decltype(::sendto)>(__func__);
    return writing(__func__, socket, size,
                   [&](size_t part) { return real(socket, data, part, flags, to, length); });
}

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
    static auto* const real = next<decltype(::sendmsg)>(__func__);
    crash_point_at(__func__, socket);
    return real(socket, message, flags);
}

int connect(int socket, const sockaddr* to, socklen_t length) {
    static auto* const real = next<decltype(::connect)>(__func__);
    crash_point_at(__func__, socket);
    return real(socket, to, length);
}

int open(const char* path, int flags, ...) {
    static auto* const real = next<decltype(::open)>(__func__);
    va_list rest;
    va_start(rest, flags);
    const auto mode = va_arg(rest, mode_t);
    va_end(rest);
    return opening(__func__, flags, [&] { return real(path, flags, mode); });
}

int open64(const char* path, int flags, ...) {
    static auto* const real = next<decltype(::open64)>(__func__);
    va_list rest;
    va_start(rest, flags);
    const auto mode = va_arg(rest, mode_t);
    va_end(rest);
    return opening(__func__, flags, [&] { return real(path, flags, mode); });
}

int fcntl(int file, int command, ...) {
    static auto* const real = next<decltype(::fcntl)>(__func__);
    va_list rest;
    va_start(rest, command);
    auto* const argument = va_arg(rest, void*);
    va_end(rest);
    locking(__func__, file, command);
    return real(file, command, argument);
}

int fcntl64(int file, int command, ...) {
    static auto* const real = next<decltype(::fcntl64)>(__func__);
    va_list rest;
    va_start(rest, command);
    auto* const argument = va_arg(rest, void*);
    va_end(rest);
    locking(__func__, file, command);
    return real(file, command, argument);
}

int close(int file) {
    static auto* const real = next<decltype(::close)>(__func__);
    if (file >= 0 && touched.at(static_cast<std::size_t>(file)).exchange(false)) crash_point(__func__);
    return real(file);
}

int fsync(int file) {
    static auto* const real = next<decltype(::fsync)>(__func__);
    crash_point_at(__func__, file);
    return real(file);
}

int fdatasync(int file) {
    static auto* const real = next<decltype(::fdatasync)>(__func__);
    crash_point_at(__func__, file);
    return real(file);
}

int ftruncate(int file, off_t size) noexcept {
    static auto* const real = next<decltype(::ftruncate)>(__func__);
    crash_point_at(__func__, file);
    return real(file, size);
}

int ftruncate64(int file, off64_t size) noexcept {
    static auto* const real = next<decltype(::ftruncate64)>(__func__);
    crash_point_at(__func__, file);
    return real(file, size);
}

int fchown(int file, uid_t user, gid_t group) noexcept {
    static auto* const real = next<decltype(::fchown)>(__func__);
    crash_point_at(__func__, file);
    return real(file, user, group);
}

int fchmod(int file, mode_t mode) noexcept {
    static auto* const real = next<decltype(::fchmod)>(__func__);
    crash_point_at(__func__, file);
    return real(file, mode);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const real = next<decltype(::mkdir)>(__func__);
    crash_point(__func__);
    return real(path, mode);
}

int link(const char* from, const char* to) noexcept {
    static auto* const real = next<decltype(::link)>(__func__);
    crash_point(__func__);
    return real(from, to);
}

int rename(const char* from, const char* to) noexcept {
    static auto* const real = next<decltype(::rename)>(__func__);
    crash_point(__func__);
    return real(from, to);
}

int unlink(const char* path) noexcept {
    static auto* const real = next<decltype(::unlink)>(__func__);
    crash_point(__func__);
    return real(path);
}

int remove(const char* path) noexcept {
    static auto* const real = next<decltype(::remove)>(__func__);
    crash_point(__func__);
    return real(path);
}

int posix_spawnp(pid_t* process, const char* program, const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const arguments[], char* const environment[]) {
    static auto* const real = next<decltype(::posix_spawnp)>(__func__);
    crash_point(__func__);
    return real(process, program, actions, attributes, arguments, environment);
}

}  // extern "C"
