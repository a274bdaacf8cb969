#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <sscard/store/files.hpp>

#include "descriptor.hpp"
#include "system_fault.hpp"

namespace sscard::store {

Result<void> make_private_directory(const std::filesystem::path& directory, const Blame& blame) {
    std::error_code ignored;
    if (directory.empty() || std::filesystem::is_directory(directory, ignored)) return {};
    if (directory.has_relative_path()) {
        if (auto above = make_private_directory(directory.parent_path(), blame); !above) return above;
    }
    if (::mkdir(directory.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
    return system_fault(errno, directory, blame);
}

Result<void> make_private_file(const std::filesystem::path& file, const Blame& blame) {
    // O_EXCL: a file that is there is never opened here, because closing it again would drop the
    // locks that SQLite holds on it in this process (POSIX advisory locks).
    const Descriptor made{::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!made.open()) {
        if (errno == EEXIST) return {};
        return system_fault(errno, file, blame);
    }
    if (::fsync(made.number()) != 0) return system_fault(errno, file, blame);
    return sync_directory(file.parent_path(), blame);
}

Result<void> sync_directory(const std::filesystem::path& directory, const Blame& blame) {
    const auto& named = directory.empty() ? std::filesystem::path{"."} : directory;
    const Descriptor opened{::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.open() || ::fsync(opened.number()) != 0) return system_fault(errno, named, blame);
    return {};
}

}  // namespace sscard::store
