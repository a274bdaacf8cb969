#include "key_file.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <sscard/store/files.hpp>

#include "descriptor.hpp"
#include "system_fault.hpp"

namespace sscard::store {

namespace {

Result<Bytes> random_bytes(std::size_t count, const Blame& blame) {
    Bytes bytes(count);
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) == 1) return bytes;
    return fail(blame.fault, blame.step, msgid("the system gives no random bytes"));
}

Result<void> write_durably(const std::filesystem::path& file, ByteView bytes, const Blame& blame) {
    const Descriptor made{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!made.open()) return system_fault(errno, file, blame);
    const auto written = ::write(made.number(), bytes.data(), bytes.size());
    if (written < 0) return system_fault(errno, file, blame);
    if (static_cast<std::size_t>(written) != bytes.size()) return system_fault(ENOSPC, file, blame);
    if (::fsync(made.number()) != 0) return system_fault(errno, file, blame);
    return {};
}

}  // namespace

Result<void> make_key_file(const std::filesystem::path& file, const Blame& blame) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return {};
    const auto tail = random_bytes(8, blame);
    auto key = random_bytes(key_size, blame);
    if (!tail) return tl::unexpected<Error>{tail.error()};
    if (!key) return tl::unexpected<Error>{key.error()};
    const Secret secret{std::move(*key)};

    auto draft = file;
    draft += "." + to_hex(*tail);
    auto written = write_durably(draft, secret.reveal(), blame);
    // link() refuses a name that is taken, rename() would take another process's key away.
    if (written && ::link(draft.c_str(), file.c_str()) != 0 && errno != EEXIST)
        written = system_fault(errno, file, blame);
    ::unlink(draft.c_str());
    if (!written) return written;
    return sync_directory(file.parent_path(), blame);
}

Result<Secret> read_key_file(const std::filesystem::path& file, KeyFor reader, const Blame& blame) {
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!opened.open()) {
        if (errno != ENOENT) return system_fault(errno, file, blame);
        return fail(blame.fault, blame.step,
                    msgid("the key file {0} is missing; what was sealed with it stays closed"),
                    {file.string()}, msgid("bring it back from a backup"));
    }
    struct stat status {};
    if (::fstat(opened.number(), &status) != 0) return system_fault(errno, file, blame);
    const mode_t others = reader == KeyFor::service ? S_IRWXO : S_IRWXG | S_IRWXO;
    if ((status.st_mode & others) != 0)
        return fail(blame.fault, blame.step, msgid("the key file {0} can be read by others"), {file.string()},
                    msgid("run: chmod 600 {0}"));
    Bytes key(key_size);
    const bool right_size = S_ISREG(status.st_mode) && status.st_size == static_cast<off_t>(key_size);
    const auto got = right_size ? ::read(opened.number(), key.data(), key.size()) : 0;
    Secret secret{std::move(key)};
    if (got != static_cast<ssize_t>(key_size))
        return fail(blame.fault, blame.step, msgid("{0} is no key file: 32 bytes are needed"),
                    {file.string()}, msgid("bring it back from a backup"));
    return secret;
}

}  // namespace sscard::store
