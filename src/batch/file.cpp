#include "file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "rows.hpp"

namespace sscard::batch {

namespace {

tl::unexpected<Error> was_changed() {
    return fail(Fault::input, read_step, msgid("the file was changed while it was read"), {},
                msgid("Let whoever writes it finish, then run the batch again."));
}

tl::unexpected<Error> unreadable(int error) {
    auto failure = fail(Fault::input, read_step, msgid("the file cannot be read"), {},
                        msgid("Check that it exists and that you may read it."));
    failure.value().detail = static_cast<std::uint32_t>(error);
    return failure;
}

tl::unexpected<Error> no_regular_file() {
    return fail(Fault::input, read_step, msgid("this is no regular file"), {},
                msgid("Save the rows into one: they are read more than once."));
}

std::string lower_hex(ByteView bytes) {
    auto text = to_hex(bytes);
    for (auto& c : text)
        if (c >= 'A') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

}  // namespace

File::File(File&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)},
      opened_{other.opened_},
      digester_{std::move(other.digester_)},
      sha256_{std::move(other.sha256_)} {}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<File> File::open(const std::filesystem::path& path) {
    // A pipe that nobody writes to would wait, if it were not for O_NONBLOCK.
    File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.descriptor_ < 0 || ::fstat(file.descriptor_, &file.opened_) != 0) return unreadable(errno);
    if (!S_ISREG(file.opened_.st_mode)) return no_regular_file();
    return file;
}

Result<std::size_t> File::read(std::span<char> room) {
    ssize_t size = 0;
    do {
        size = ::read(descriptor_, room.data(), room.size());
    } while (size < 0 && errno == EINTR);
    if (size < 0) return unreadable(errno);
    if (changed()) return was_changed();
    if (size == 0) {
        if (auto ended = end(); !ended) return tl::unexpected<Error>{std::move(ended).error()};
    }
    const auto taken = static_cast<std::size_t>(size);
    digester_.add(as_bytes({room.data(), taken}));
    return taken;
}

Result<std::size_t> File::read_at(std::uint64_t offset, std::span<char> room) const {
    ssize_t size = 0;
    do {
        size = ::pread(descriptor_, room.data(), room.size(), static_cast<off_t>(offset));
    } while (size < 0 && errno == EINTR);
    if (size < 0) return unreadable(errno);
    if (changed()) return was_changed();
    return static_cast<std::size_t>(size);
}

Result<void> File::rewind() {
    if (::lseek(descriptor_, 0, SEEK_SET) != 0) return unreadable(errno);
    if (changed()) return was_changed();
    digester_ = store::Digester{store::Hash::sha256};
    return {};
}

bool File::changed() const noexcept {
    struct stat now {};
    return ::fstat(descriptor_, &now) != 0 || now.st_size != opened_.st_size ||
           now.st_mtim.tv_sec != opened_.st_mtim.tv_sec || now.st_mtim.tv_nsec != opened_.st_mtim.tv_nsec;
}

Result<void> File::end() {
    const auto digest = digester_.finish();
    if (!digest) return {};  // the end was reached before
    auto hash = lower_hex(*digest);
    if (!sha256_.empty() && hash != sha256_) return was_changed();
    sha256_ = std::move(hash);
    return {};
}

}  // namespace sscard::batch
