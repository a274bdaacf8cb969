#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sscard::tool {
namespace {

Result<std::ofstream> create(const std::filesystem::path& path, int manner) {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | manner, owner_only);
    std::ofstream file;
    if (handle >= 0) {
        ::fchmod(handle, owner_only);
        // This very file, whatever has its name by now.
        file.open("/proc/self/fd/" + std::to_string(handle), std::ios::binary);
        ::close(handle);
    }
    if (!file.is_open()) {
        return fail(Fault::usage, "create file", msgid("the file {0} cannot be written"), {path.string()},
                    msgid("Check the folder and its rights."));
    }
    return file;
}

Result<std::string> within(std::string content, std::size_t limit, const std::string& name) {
    if (content.size() <= limit) return content;
    return fail(Fault::input, "read file", msgid("the file {0} is too long: more than {1} bytes"),
                {name, std::to_string(limit)});
}

tl::unexpected<Error> unreadable(const std::string& name) {
    return fail(Fault::input, "read file", msgid("the file {0} cannot be read"), {name},
                msgid("Check that it exists and that you may read it."));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return unreadable(path.string());  // a pipe would wait
    std::ifstream file{path, std::ios::binary};
    if (!file) return unreadable(path.string());
    std::string content(limit + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(file.gcount()));
    return within(std::move(content), limit, path.string());
}

Result<std::string> read_standard_input(std::size_t limit, const StopFlag& stop) {
    constexpr const char* name = "-";
    std::string content;
    std::array<char, 4096> part{};
    while (content.size() <= limit) {
        const auto size = ::read(STDIN_FILENO, part.data(), part.size());
        if (stop) return fail(Fault::interrupted, "read file");
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return unreadable(name);
        if (size == 0) break;
        content.append(part.data(), static_cast<std::size_t>(size));
    }
    return within(std::move(content), limit, name);
}

Result<std::ofstream> create_private_file(const std::filesystem::path& path) { return create(path, O_TRUNC); }

Result<std::ofstream> create_new_private_file(const std::filesystem::path& path) {
    return create(path, O_EXCL);
}

}  // namespace sscard::tool
