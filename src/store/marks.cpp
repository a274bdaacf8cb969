#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <sscard/store/marks.hpp>

#include "descriptor.hpp"
#include "system_fault.hpp"

namespace sscard::store {

namespace {

/// FNV-1a, cut to what a position in a file can be.
off_t position_of(std::string_view name) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const auto letter : name) {
        hash ^= static_cast<std::uint8_t>(letter);
        hash *= 0x100000001B3U;
    }
    constexpr unsigned unused_bits = 2;
    return static_cast<off_t>(hash >> unused_bits);
}

struct flock lock_of(short type, std::string_view name) noexcept {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = position_of(name);
    lock.l_len = 1;
    return lock;
}

}  // namespace

Marks::Marks(Descriptor file, std::filesystem::path path, Blame blame)
    : file_{std::make_unique<Descriptor>(std::move(file))},
      path_{std::move(path)},
      blame_{std::move(blame)} {}
Marks::Marks(Marks&&) noexcept = default;
Marks::~Marks() = default;

Result<Marks> Marks::create_or_open(const std::filesystem::path& file, const Blame& blame) {
    Descriptor opened{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!opened.open()) return system_fault(errno, file, blame);
    return Marks{std::move(opened), file, blame};
}

Result<bool> Marks::set(std::string_view name) {
    auto lock = lock_of(F_WRLCK, name);
    if (::fcntl(file_->number(), F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    return system_fault(errno, path_, blame_);
}

Result<bool> Marks::set_elsewhere(std::string_view name) const {
    auto lock = lock_of(F_WRLCK, name);
    if (::fcntl(file_->number(), F_OFD_GETLK, &lock) != 0) return system_fault(errno, path_, blame_);
    return lock.l_type != F_UNLCK;
}

void Marks::clear(std::string_view name) noexcept {
    auto lock = lock_of(F_UNLCK, name);
    std::ignore = ::fcntl(file_->number(), F_OFD_SETLK, &lock);  // fails only where it was never set
}

}  // namespace sscard::store
