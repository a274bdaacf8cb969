#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iterator>

namespace sscard::tool {
namespace {

Result<std::ofstream> create(const std::filesystem::path& path, int manner) {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | manner, owner_only);
    std::ofstream file;
    if (handle >= 0) {
        ::fchmod(handle, owner_only);
        ::close(handle);
        file.open(path, std::ios::binary);
    }
    if (!file.is_open()) {
        return fail(Fault::usage, "create file", msgid("the file {0} cannot be written"), {path.string()},
                    msgid("Check the folder and its rights."));
    }
    return file;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
    std::error_code error;
    std::ifstream file{path, std::ios::binary};
    if (!std::filesystem::is_regular_file(path, error) || !file) {
        return fail(Fault::input, "read file", msgid("the file {0} cannot be read"), {path.string()},
                    msgid("Check that it exists and that you may read it."));
    }
    std::string content(limit + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.size() > limit) {
        return fail(Fault::input, "read file", msgid("the file {0} is too long: more than {1} bytes"),
                    {path.string(), std::to_string(limit)});
    }
    return content;
}

Result<std::ofstream> create_private_file(const std::filesystem::path& path) { return create(path, O_TRUNC); }

Result<std::ofstream> create_new_private_file(const std::filesystem::path& path) {
    return create(path, O_EXCL);
}

}  // namespace sscard::tool
